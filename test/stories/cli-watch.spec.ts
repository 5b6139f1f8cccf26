import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { CliPerson, CliRun } from './support/cli-person.ts';
import { cliStage } from './support/cli-stage.ts';

interface Line {
  readonly kind: 'new' | 'changed' | 'gone' | 'state';
  readonly state?: string;
  readonly at?: string;
  readonly element?: { readonly title: string; readonly author: string };
}

/** A command that goes on, and what it has said so far. */
class Watching {
  text = '';
  notes = '';
  readonly #run: CliRun;
  #wake: () => void = () => undefined;
  #isOver = false;

  constructor(run: CliRun) {
    this.#run = run;
    run.child.stdout?.on('data', (chunk: string) => {
      this.text += chunk;
      this.#wake();
    });
    run.child.stderr?.on('data', (chunk: string) => {
      this.notes += chunk;
      this.#wake();
    });
    run.child.once('close', () => {
      this.#isOver = true;
      this.#wake();
    });
  }

  get lines(): Line[] {
    return this.text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
  }

  async until(isSo: (watching: Watching) => boolean): Promise<void> {
    while (!isSo(this)) {
      if (this.#isOver) throw new Error(`it ended: ${this.text}${this.notes}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** As Ctrl-C does, or a terminal that is closed; gives the exit code. */
  async interrupt(signal: 'SIGINT' | 'SIGHUP' = 'SIGINT'): Promise<number | null> {
    this.#run.child.kill(signal);
    return (await this.#run.result).code;
  }

  async end(): Promise<{ readonly code: number | null; readonly stderr: string }> {
    return this.#run.result;
  }
}

async function addNote(person: CliPerson, title: string): Promise<string> {
  const file = join(person.home, 'note.txt');
  writeFileSync(file, 'a note');
  const { elementId } = await person.json<{ elementId: string }>(['add', file, '--title', title]);
  return elementId;
}

describe('sealchart watch', () => {
  const stage = cliStage();

  it('shows what others share and take away as it comes, and ends with 130', async () => {
    const [patient, doctor] = [await stage.unlocked('Pat Smith'), await stage.unlocked('Dr Robin Hill')];
    const watching = new Watching(doctor.start(['watch', '--json']));
    await watching.until(({ lines }) => lines.some(({ state }) => state === 'live'));
    const elementId = await addNote(patient, 'First note');
    await patient.json(['share', elementId, '--with', doctor.identifier, '--role', 'viewer', '--yes']);
    await watching.until(({ lines }) => lines.some(({ kind }) => kind === 'new'));
    await patient.json(['revoke', elementId, '--from', doctor.identifier, '--yes']);
    await watching.until(({ lines }) => lines.some(({ kind }) => kind === 'gone'));
    const told = watching.lines.filter(({ kind }) => kind !== 'state');
    expect(told.map(({ kind, element }) => [kind, element?.title])).toEqual([
      ['new', 'First note'],
      ['gone', 'First note'],
    ]);
    expect(await watching.interrupt()).toBe(130);
  });

  it('says it in words, and goes on when the server comes back', async () => {
    const person = await stage.unlocked('Sam Reed');
    const watching = new Watching(person.start(['watch']));
    await watching.until(({ notes }) => notes.includes('Watching; Ctrl-C ends it.'));
    await stage.server.kill();
    await watching.until(({ notes }) => notes.includes('The server cannot be reached'));
    await stage.server.start();
    const notes = watching.notes.length;
    await watching.until((now) => now.notes.slice(notes).includes('Watching'));
    await addNote(person, 'Second note');
    await watching.until(({ text }) => text.includes('\n'));
    expect(watching.text).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2} {2}new {6}Second note {2}me\n$/);
    expect(await watching.interrupt('SIGHUP')).toBe(129);
  });

  it('ends where the session ended', async () => {
    const person = await stage.unlocked('Kim Ash');
    const second = { password: person.password };
    await person.json(['login', person.identifier, '--server', stage.server.url, '--profile', 'second'], second);
    const watching = new Watching(person.start(['watch']));
    await watching.until(({ notes }) => notes.includes('Watching'));
    await person.json(['sessions', '--end-others', '--profile', 'second'], second);
    const { code, stderr } = await watching.end();
    expect([code, stderr]).toEqual([3, expect.stringContaining('E_UNAUTHENTICATED')]);
  });
});
