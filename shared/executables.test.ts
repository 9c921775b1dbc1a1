import { describe, expect, it } from 'vitest';
import { whyItRuns } from './executables.ts';

const file = (name: string, mode = 0o644) => ({ name, mode, type: 'file' as const });

describe('[T170] what the system may run is known before it is opened', () => {
  it('programs, installers, scripts and shortcuts, on any system and however they are written', () => {
    const names =
      'setup.exe OLD.COM a.bat a.cmd a.ps1 a.sh Firefox.desktop x.lnk tool.jar setup.msi saver.SCR a.AppImage a.command';
    for (const name of names.split(' ')) {
      for (const platform of ['linux', 'darwin', 'win32'] as const) {
        expect(whyItRuns(file(name), platform), `${name} on ${platform}`).toMatch(/program or a script/);
      }
    }
    // What it looks like is not what it is.
    expect(whyItRuns(file('holiday.jpg.exe'), 'linux')).not.toBeNull();
    expect(whyItRuns(file('letter.js'), 'win32')).not.toBeNull();
    expect(whyItRuns(file('letter.js'), 'linux')).toBeNull();
  });

  it('the execute permission, where the name says nothing', () => {
    expect(whyItRuns(file('installer', 0o755), 'linux')).toBe('it may be run as a program');
    expect(whyItRuns(file('README', 0o644), 'linux')).toBeNull();
    // exFAT and NTFS give it to every file.
    for (const name of ['film.mkv', 'photo.jpg', 'letter.pdf', 'music.flac']) {
      expect(whyItRuns(file(name, 0o777), 'linux')).toBeNull();
    }
    expect(whyItRuns(file('installer', 0o755), 'win32')).toBeNull();
  });

  it('a link is what it leads to', () => {
    const link = (name: string, linkTarget: string) => ({ name, linkTarget, type: 'symlink' as const, mode: 0o777 });
    expect(whyItRuns(link('photo.jpg', '../bin/tool.sh'), 'linux')).not.toBeNull();
    expect(whyItRuns(link('latest', 'photos/last.jpg'), 'linux')).toBeNull();
    expect(whyItRuns(link('latest', '/usr/bin/something'), 'linux')).not.toBeNull();
    expect(whyItRuns({ name: 'Tool.app', type: 'directory', mode: 0o755 }, 'darwin')).toBeNull();
  });
});
