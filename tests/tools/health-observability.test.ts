import { describe, expect, it } from 'vitest';
import { profileNames } from '../../agent/configuration/product-files.ts';
import { healthIndicators } from '../../agent/contract/health.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import { torqueProfile } from '../support/health-windows.ts';
import { healthPage, observabilityRows, rowOf } from './health-observability.ts';

const rows = await observabilityRows();
const joint = (signal: string, part = '*') => ({ component: 'joint', part, signal });

describe('what each shipped profile lets one know of the condition', () => {
  it('has a row for every profile that ships, by every way to it', async () => {
    expect([...new Set(rows.map(({ profile }) => profile))]).toEqual(await profileNames());
    expect(rows.filter(({ profile }) => profile === 'ur3e').map(({ way }) => way)).toEqual([
      'ROS',
      'Modbus',
      'recording synthetic-cobot',
      'recording ur3-cobotops',
    ]);
  });

  it('has a reason wherever a component is not known, and none where all are', () => {
    for (const { profile, way, cells } of rows) {
      for (const indicator of healthIndicators) {
        const { knownCount, componentCount, lacks } = cells[indicator];
        expect(lacks.length === 0, `${profile} ${way} ${indicator}`).toBe(knownCount === componentCount);
        expect(componentCount).toBeGreaterThan(0);
      }
    }
  });

  it('never has J3 or J10, which the page says of all of them: a profile with ratings changes its words', () => {
    expect(rows.filter(({ cells }) => cells.J3.knownCount + cells.J10.knownCount > 0)).toEqual([]);
    expect(rows.filter(({ cells }) => cells.J1.knownCount > 0).length).toBeGreaterThan(8);
  });
});

describe('a row', () => {
  const lacksOf = (profile: Profile, signals: ReturnType<typeof joint>[]) => rowOf(profile, { way: 'test', signals }).cells;
  const gear = { torqueNm: 5, speedRadPerS: 1, lifeL10H: 7000 };
  const rated = {
    ...torqueProfile,
    joints: torqueProfile.joints.map((one) => ({ ...one, continuousCurrentA: 2, gear, ratingSource: 'data sheet' })),
  };

  it('counts a joint only where both its sensor and its rating are there', () => {
    const loaded = [joint('torqueNm'), joint('velocityRadPerS'), joint('currentA', 'j0')];
    expect(lacksOf(rated, loaded)).toMatchObject({
      J3: { knownCount: 1, componentCount: 2, lacks: ['sensor'] },
      J4: { knownCount: 2, lacks: [] },
      J10: { knownCount: 2, lacks: [] },
    });
    expect(lacksOf(torqueProfile, loaded)).toMatchObject({
      J3: { knownCount: 0, lacks: ['rating', 'sensor'] },
      J10: { knownCount: 0, lacks: ['rating'] },
    });
  });

  it('takes either temperature for J1, and asks for all that B3 needs', () => {
    expect(lacksOf(torqueProfile, [joint('windingTemperatureC')]).J1.knownCount).toBe(2);
    const battery = (signal: string) => ({ component: 'battery', part: 'pack', signal });
    expect(lacksOf(torqueProfile, [battery('cellVoltageV'), battery('currentA')]).B3.lacks).toEqual(['sensor']);
    expect(lacksOf(torqueProfile, [battery('cellVoltageV'), battery('currentA'), battery('fullChargeAh')]).B3.knownCount).toBe(1);
  });
});

describe('the page', () => {
  it('has a line per row that says how many, and why not the rest', () => {
    const page = healthPage(rows, 'made by a test');
    expect(page.match(/^\| [a-z0-9-]+ \| (ROS|Modbus|recording)/gm)).toHaveLength(rows.length);
    expect(page).toMatch(/^\| unitree-g1-29dof \| ROS \| 29 \| no rating, no sensor \| 29 \| no rating \| no sensor \| 1 \|$/m);
    expect(page).toContain('made by a test');
  });
});
