import { readFileSync } from 'node:fs';

interface Layer {
  readonly inputCount: number;
  readonly outputCount: number;
  /** Output by output, so that each is one run over memory. */
  readonly weights: Float32Array;
  readonly biases: Float32Array;
  readonly isLast: boolean;
}

interface SavedWeights {
  readonly weightsManifest: readonly { readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[] }[];
}

/** The committed network as a loop anybody would write, four outputs at a time: what a backend is measured against (goal G7). */
export class HandNetwork {
  readonly #layers: readonly Layer[];

  constructor(folder: string) {
    const { weightsManifest } = JSON.parse(readFileSync(`${folder}model.json`, 'utf8')) as SavedWeights;
    const bytes = new Uint8Array(readFileSync(`${folder}weights.bin`));
    const values = new Float32Array(bytes.buffer);
    const kernels = weightsManifest.flatMap(({ weights }) => weights).filter(({ shape }) => shape.length === 2);
    let from = 0;
    this.#layers = kernels.map(({ shape: [inputCount = 0, outputCount = 0] }, place) => {
      const kernel = values.subarray(from, from + inputCount * outputCount);
      const biases = values.subarray(from + kernel.length, from + kernel.length + outputCount);
      from += kernel.length + outputCount;
      const weights = kernel.map((_, cell) => kernel[(cell % inputCount) * outputCount + Math.floor(cell / inputCount)] ?? 0);
      return { inputCount, outputCount, weights, biases, isLast: place === kernels.length - 1 };
    });
  }

  predict(inputs: Float32Array, rowCount: number): Float32Array {
    return this.#layers.reduce((rows, layer) => forward(layer, rows, rowCount), inputs);
  }
}

function forward({ inputCount, outputCount, weights, biases, isLast }: Layer, inputs: Float32Array, rowCount: number): Float32Array {
  const outputs = new Float32Array(rowCount * outputCount);
  for (let row = 0; row < rowCount; row++) {
    const base = row * inputCount;
    for (let output = 0; output < outputCount; output += 4) {
      const at = output * inputCount;
      let [a, b, c, d] = [biases[output] ?? 0, biases[output + 1] ?? 0, biases[output + 2] ?? 0, biases[output + 3] ?? 0];
      for (let cell = 0; cell < inputCount; cell++) {
        const value = inputs[base + cell] as number;
        a += value * (weights[at + cell] as number);
        b += value * (weights[at + inputCount + cell] as number);
        c += value * (weights[at + 2 * inputCount + cell] as number);
        d += value * (weights[at + 3 * inputCount + cell] as number);
      }
      outputs.set(isLast ? [a, b, c, d] : [relu(a), relu(b), relu(c), relu(d)], row * outputCount + output);
    }
  }
  return outputs;
}

const relu = (value: number): number => (value > 0 ? value : 0);
