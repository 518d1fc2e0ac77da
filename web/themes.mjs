// SPDX-License-Identifier: EUPL-1.2
//
// The themes of the portal, and pictures in their colours. A theme is the generated style sheet
// theme/NAME.css. In a picture, var(--accent-base-default) is the theme's colour of that name.

import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.dirname(fileURLToPath(import.meta.url));

export async function filesIn(folder, ending) {
	return (await readdir(path.join(root, folder))).filter((file) => file.endsWith(ending)).sort();
}

export async function themeNames() {
	return (await filesIn("theme", ".css")).map((file) => path.parse(file).name);
}

// { light, dark }: each a map from "accent-base-default" to "#005566".
export async function themeColours(theme) {
	const css = await readFile(path.join(root, `theme/${theme}.css`), "utf8");
	const scheme = (name) => {
		const [, block] = css.split(`@layer ds.theme.color-scheme.${name} {`);
		if (!block) throw new Error(`theme/${theme}.css has no colours for ${name}`);
		const values = block.slice(0, block.indexOf("@layer")).matchAll(/--ds-color-([\w-]+):\s*(#\w+);/g);
		return new Map([...values].map(([, colour, value]) => [colour, value]));
	};
	return { light: scheme("light"), dark: scheme("dark") };
}

export function painted(text, colours) {
	return text.replace(/var\(--([\w-]+)\)/g, (_, name) => {
		if (!colours.has(name)) throw new Error(`the theme has no colour ${name}`);
		return colours.get(name);
	});
}

// A picture whose rules stand twice: in the light's colours, and where the system is dark in the dark's.
export function paintedBoth(svg, { light, dark }) {
	return svg.replace(/<style>(.*?)<\/style>/s, (_, rules) =>
		`<style>${painted(rules, light)}@media (prefers-color-scheme:dark){${painted(rules, dark)}}</style>`);
}
