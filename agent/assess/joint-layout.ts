export { jointLayoutOf } from '../contract/joint-layout.ts';
