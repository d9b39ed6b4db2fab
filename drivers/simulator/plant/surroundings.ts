import { clamp } from './smooth-step.ts';

/** The place the robot works in. */
export interface Place {
  readonly temperatureC: number;
  readonly relativeHumidityRatio: number;
  readonly phaseRad: number;
}

export interface Climate {
  readonly temperatureC: number;
  readonly relativeHumidityRatio: number;
}

/** A hall with air conditioning: one kelvin to and fro in 25 min stays below 0.5 °C/min (grade E1 of D3). */
const swingC = 0.8;
const swingPeriodMs = 1_500_000;
const humiditySwingRatio = 0.02;

/** Air at the robot: the place's own swing, and what a fault does to it. */
export function climateAt(
  place: Place,
  nowMs: number,
  change: { ambientRiseC: number; humidityTargetRatio: number; humidityShareRatio: number },
): Climate {
  const swing = Math.sin(place.phaseRad + (2 * Math.PI * nowMs) / swingPeriodMs);
  const ownRatio = place.relativeHumidityRatio - humiditySwingRatio * swing;
  return {
    temperatureC: place.temperatureC + swingC * swing + change.ambientRiseC,
    relativeHumidityRatio: clamp(ownRatio + change.humidityShareRatio * (change.humidityTargetRatio - ownRatio), 0, 1),
  };
}

const controllerRiseC = 14;
const controllerPerW = 0.012;
const controllerS = 240;

/** The controller's board warms with what it feeds, with a lag of 4 min; °C after `dtS`. */
export function stepController(temperatureC: number, input: { ambientC: number; powerW: number }, dtS: number): number {
  const restingC = input.ambientC + controllerRiseC + controllerPerW * input.powerW;
  return temperatureC + ((restingC - temperatureC) * dtS) / controllerS;
}
