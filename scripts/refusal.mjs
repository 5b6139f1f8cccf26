/** A thing that is missing or wrong, told in plain words: printed without a stack, exit code 1. */
export class Refusal extends Error {
  name = 'Refusal';
}

/** Runs a script's main function; a Refusal ends it with its sentence, anything else is a defect and keeps its stack. */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Refusal ? `sealchart: ${error.message}` : error);
    process.exitCode = 1;
  }
}
