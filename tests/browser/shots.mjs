// SPDX-License-Identifier: EUPL-1.2
//
// Pictures of every kind of page, for people to look at:
//
//     node tests/browser/shots.mjs OUTDIR [WORD [THEME]]        only kinds with WORD in their name
//
// OUTDIR/KIND-LANGUAGE-WIDTH-SCHEME.png, whole pages.

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { launch } from "./support/browser.mjs";
import { kinds, kindUrl } from "./support/kinds.mjs";
import { startPortal } from "./support/portal.mjs";

const [folder, word = "", theme = "radslag"] = process.argv.slice(2);
if (!folder) {
	console.error("usage: node tests/browser/shots.mjs OUTDIR [WORD [THEME]]");
	process.exit(2);
}
await mkdir(folder, { recursive: true });
const portal = await startPortal(`theme = ${theme}\n`, { mail: true });
const browser = await launch();
try {
	for (const width of [1280, 320])
		for (const colorScheme of ["light", "dark"]) {
			const look = { viewport: { width, height: 900 }, colorScheme };
			const anybody = await browser.newContext(look);
			const somebody = await browser.newContext({ ...look, storageState: (await portal.person()).storageState });
			const pages = [await anybody.newPage(), await somebody.newPage()];
			for (const kind of kinds.filter((kind) => kind.name.includes(word)))
				for (const language of colorScheme === "light" ? ["sv", "en"] : ["sv"]) {
					const page = pages[+!!kind.signedIn];
					await page.goto(await kindUrl(portal, kind, language));
					await page.evaluate(() => document.fonts.ready);
					const name = `${kind.name}-${language}-${width}-${colorScheme}.png`;
					await page.screenshot({ path: path.join(folder, name), fullPage: true });
				}
			await anybody.close();
			await somebody.close();
		}
} finally {
	await browser.close();
	await portal.stop();
}
