import { read, write } from 'node:fs';

/** Reads and writes of open files by a thread, so that this one can do something else meanwhile. */

/** Answers the number of bytes read. @throws errno errors */
export const readInThread = (fd: number, buffer: Uint8Array, length: number, at: number): Promise<number> =>
  new Promise((resolve, reject) => {
    read(fd, buffer, 0, length, at, (error, count) => {
      if (error === null) resolve(count);
      else reject(error);
    });
  });

/** Writes all of it. @throws errno errors */
export async function writeInThread(fd: number, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += await new Promise<number>((resolve, reject) => {
      write(fd, bytes, done, bytes.length - done, at + done, (error, count) => {
        if (error === null) resolve(count);
        else reject(error);
      });
    });
  }
}
