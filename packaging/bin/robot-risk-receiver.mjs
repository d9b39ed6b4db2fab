#!/usr/bin/env node
// In a clone the sources run as they are (type stripping); in the published package only dist/ exists.
import { existsSync } from 'node:fs';

const source = new URL('../../receiver/main.ts', import.meta.url);
const built = new URL('../../dist/receiver/main.js', import.meta.url);
const { main } = await import(existsSync(source) ? source.href : built.href);
process.exitCode = await main(process.argv.slice(2));
