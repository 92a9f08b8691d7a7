// Puts the inspector into a folder that any web server can hand out (npm run build:site [-- FOLDER], default dist/site).
// Scenarios run in the page; traces are opened from the disk, or from beside the page: #trace=PATH.
import fs from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const [folder = path.join(root, 'dist', 'site')] = process.argv.slice(2);
const site = path.resolve(folder);
const index = path.join(site, 'index.html');

if (fs.existsSync(site) && fs.readdirSync(site).length > 0 && !isOurs()) {
  process.stderr.write(
    `got ${site}, which has other files in it; accepted: a new or empty folder, or a site made before\n`,
  );
  process.exit(2);
}
fs.rmSync(site, { recursive: true, force: true });
fs.cpSync(path.join(root, 'dist', 'visualize', 'app'), site, { recursive: true });
// GitHub Pages would else leave out what begins with an underscore.
fs.writeFileSync(path.join(site, '.nojekyll'), '');
process.stdout.write(`${site}: hand it out with any web server, under any path\n`);

function isOurs() {
  return fs.existsSync(index) && fs.readFileSync(index, 'utf8').includes('scsi-statecharts');
}
