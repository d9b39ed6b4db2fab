import type { DriverContext } from '../../../../agent/contract/driver.ts';
import { type MapShelf, readRegisterMap } from '../../../serial-protocols/modbus/read-register-map.ts';
import type { RegisterMap } from '../../../serial-protocols/modbus/register-map.ts';

/** The register map a controller is simulated from, by name or path: the one its reader uses. Throws ConfigError with every problem of it. */
export async function readSimulatedMap(
  nameOrPath: string,
  readDocument: DriverContext['readDocument'],
  shelf: MapShelf,
): Promise<RegisterMap> {
  const { value } = await readRegisterMap(nameOrPath, readDocument, shelf);
  return value;
}
