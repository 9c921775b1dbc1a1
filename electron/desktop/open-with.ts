import { spawn } from 'node:child_process';
import { fail } from '../../shared/errors.ts';
import { visibleName } from '../../shared/format.ts';

/** A program and its arguments, run without a shell. */
export interface Call {
  readonly program: string;
  readonly args: readonly string[];
  /** Windows: the arguments are passed as they are written. */
  readonly verbatim?: boolean;
}

/** The system's own chooser of a program for a file; null where there is none that programs can call (Linux). */
export function chooserCall(path: string, platform: NodeJS.Platform): Call | null {
  switch (platform) {
    case 'win32':
      // It takes the rest of its line as the path, quotes included: names on Windows have none.
      return { program: 'rundll32.exe', args: [`shell32.dll,OpenAs_RunDLL ${path}`], verbatim: true };
    case 'darwin':
      // The path is an argument of the script, never a part of its text.
      return {
        program: '/usr/bin/osascript',
        args: [
          '-e',
          'on run argv',
          '-e',
          'set chosen to choose application as alias',
          '-e',
          'do shell script "/usr/bin/open -a " & quoted form of POSIX path of chosen & " " & quoted form of item 1 of argv',
          '-e',
          'end run',
          path,
        ],
      };
    default:
      return null;
  }
}

export const canChooseProgram: boolean = chooserCall('', process.platform) !== null;

/** Lets a person choose with what the file is opened. @throws AppError `unsupported`, `io` */
export function chooseProgram(path: string): Promise<void> {
  const attempted = `Opening ${visibleName(path)} with another program`;
  const call = chooserCall(path, process.platform);
  if (call === null || !path.isWellFormed()) {
    const why = call === null ? 'this system has no chooser that programs can call' : 'its name is not valid UTF-8';
    throw fail('unsupported', attempted, why, 'show it in the system and open it there');
  }
  return new Promise((resolve, reject) => {
    const child = spawn(call.program, [...call.args], {
      stdio: 'ignore',
      detached: true,
      windowsVerbatimArguments: call.verbatim === true,
    });
    child.once('error', (error) =>
      reject(fail('io', attempted, error.message, 'show it in the system and open it there')),
    );
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}
