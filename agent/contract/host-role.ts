/**
 * Where the agent runs (decisions B3): on the robot, whose sleep and boots are then the robot's own; or on a gateway beside it, which says
 * nothing of the robot: power-on time comes from robot sources only, and no counter of the host is a witness.
 */
export type HostRole = 'onboard' | 'gateway';
