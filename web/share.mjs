// SPDX-License-Identifier: EUPL-1.2
//
// Draws share/THEME.png for every theme from share/share.svg and img/ring.svg:
//
//     apt-get install librsvg2-bin pngquant
//     node share.mjs
//
// The files are committed, so that building the portal needs neither tool. Without words: the picture
// is the same in all languages and for all portals.

import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { painted, root, themeColours, themeNames } from "./themes.mjs";

const read = (file) => readFile(path.join(root, file), "utf8");
const ring = (await read("img/ring.svg")).replace(/<\/?svg[^>]*>/g, "");
const picture = (await read("share/share.svg")).replace("<!-- ring -->", ring);

for (const theme of await themeNames()) {
	const { light } = await themeColours(theme);
	const drawn = execFileSync("rsvg-convert", { input: painted(picture, light) });
	const small = execFileSync("pngquant", ["--nofs", "--speed", "1", "--strip", "32", "-"], { input: drawn });
	await writeFile(path.join(root, `share/${theme}.png`), small);
	console.log(`share/${theme}.png`, small.length);
}
