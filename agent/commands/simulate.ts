import { type Command, InvalidArgumentError, Option } from 'commander';
import { type MisbehaviourName, misbehaviourSpecs } from '../../drivers/simulator/serial/faults/misbehaviour-options.ts';
import { simulatedProtocolNames } from '../../drivers/simulator/serial/protocols/simulated-devices.ts';
import type { RegisterVerb } from './command.ts';
import { parseDuration } from './parse-duration.ts';
import { simulateSerial } from './simulate-serial.ts';
import type { SimulateOptions } from './simulated-setup.ts';

const help = `
Example:
  robot-risk simulate serial --protocol jbd --pty /tmp/pack --noise-ratio 0.1 --duration 60s
  robot-risk simulate serial --protocol modbusTcp --map ur-modbus --tcp 5020

A write is never taken: it is refused, and counted. --pty and --connect need socat.`;

/** `simulate serial`: a device that is not there, to try a configuration with. */
export const registerSimulate: RegisterVerb = (program, io, act) => {
  const group = program.command('simulate').description('devices that are not there, to try a configuration with');
  const serial = group
    .command('serial')
    .description('a battery, servos, a board or a controller behind a pseudo terminal, a device file or a TCP port of this host')
    .addOption(new Option('--protocol <name>', 'what it speaks').choices(simulatedProtocolNames).makeOptionMandatory())
    .option('--pty <path>', 'make a pseudo terminal here')
    .option('--connect <path>', 'use this device file, for example one end of a cable')
    .option('--tcp <port>', 'listen on 127.0.0.1; 0 takes any free port', whole(0, 65_535))
    .option('--baud <n>', "bits per second; default is the protocol's", whole(300, 4_500_000))
    .option('--seed <n>', 'the same seed gives the same device and the same misbehaviour', whole(0, 0xff_ff_ff_ff), 1)
    .option('--joints <n>', 'how many servos or joints', whole(1, 64))
    .option('--profile <name>', 'take the names of the joints from this robot')
    .option('--map <name>', 'register map of the controller', 'ur-modbus')
    .option('--unit <n>', 'unit on a Modbus RTU line', whole(1, 247), 1)
    .addOption(new Option('--board <kind>', 'which Daly board with Modbus').choices(['d2', 'p81']).default('d2'))
    .option('--fault-after <time>', 'the device reports a fault after this much time', parseDuration)
    .option('--duration <time>', 'ends by itself after this much time, for example 60s', parseDuration);
  addMisbehaviour(serial)
    .option('--json', 'one JSON object at the end')
    .addHelpText('after', help)
    .action((options: SimulateOptions) => act(() => simulateSerial(io, options)));
};

/** One option per thing that can go wrong, with its own limits. */
function addMisbehaviour(command: Command): Command {
  for (const [name, { about, low, high, value }] of Object.entries(misbehaviourSpecs)) {
    const flag = `--${kebab(name as MisbehaviourName)} <n>`;
    command.option(flag, about, name.endsWith('Ms') ? whole(low, high) : within(low, high), value);
  }
  return command;
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function within(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= low && value <= high)) throw new InvalidArgumentError(`"${text}" is not within ${low} … ${high}.`);
    return value;
  };
}

function whole(low: number, high: number): (text: string) => number {
  const parse = within(low, high);
  return (text) => {
    const value = parse(text);
    if (!Number.isInteger(value)) throw new InvalidArgumentError(`"${text}" is not a whole number.`);
    return value;
  };
}
