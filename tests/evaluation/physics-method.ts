import { PhysicsWatch } from '../../agent/assess/watch/physics-watch.ts';
import type { Method } from './detector.ts';

/** The product's own L0 and L1 (agent/assess/watch), as the assessor runs them, without any network. */
export const physicsMethod: Method = {
  name: 'physics watch',
  create: ({ layout, limits, scope, seed }) => {
    const watch = new PhysicsWatch({ seed });
    return {
      learn: (window) => watch.learn(window, limits),
      freeze: () => watch.freeze(),
      rate: (window) => {
        const { jointScores, robotScore } = watch.rate(window, limits);
        return scope === 'joint' ? jointScores : new Float64Array(layout.parts.length).fill(robotScore);
      },
    };
  },
};
