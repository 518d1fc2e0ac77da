// SPDX-License-Identifier: EUPL-1.2
//
// A real portal for one test file: a fresh SQLite database in a folder of its own, and a server on
// a free port. The binary is RADSLAG_BINARY, or build-test/radslag.

import { execFile, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = path.dirname(fileURLToPath(import.meta.url));
const binary = path.resolve(process.env.RADSLAG_BINARY || path.join(here, "../../../build-test/radslag"));
const run = promisify(execFile);

// The server says where it listens, once, on its standard output.
function address(server) {
	return new Promise((resolve, reject) => {
		let said = "";
		const late = setTimeout(() => reject(new Error(`the server did not start in 15 s; it said: ${said}`)), 15000);
		server.stdout.on("data", (bytes) => {
			said += bytes;
			const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
			if (!found) return;
			clearTimeout(late);
			resolve(found[0]);
		});
		server.stderr.on("data", (bytes) => (said += bytes));
		server.once("exit", (code) => {
			clearTimeout(late);
			reject(new Error(`the server ended with ${code}; it said: ${said}`));
		});
	});
}

// A real SMTP server; letters come as files: tests/support/smtp_server.py.
async function startMail(folder) {
	const letters = path.join(folder, "mail");
	await mkdir(letters);
	const server = spawn("setpriv", ["--pdeathsig", "KILL", "/usr/bin/python3", path.join(here, "../../support/smtp_server.py"), letters, "--tls", "none"], {
		stdio: ["pipe", "pipe", "inherit"],
	});
	const port = await new Promise((resolve, reject) => {
		server.stdout.once("data", (bytes) => resolve(String(bytes).trim()));
		server.once("exit", (code) => reject(new Error(`the mail server ended with ${code}`)));
	});
	let read = 0;
	return {
		config: `mail_url = smtp://127.0.0.1:${port}\nmail_from = Dialog <dialog@example.se>\n`,
		stop: () => server.kill("SIGKILL"),
		// The next letter, waited for: {to, subject, text, html, link}.
		async next() {
			const file = path.join(letters, `${++read}.mail`);
			for (let i = 0; i < 200 && !existsSync(file); i++) await new Promise((resolve) => setTimeout(resolve, 100));
			const lines = await readFile(file, "utf8");
			const [text, html] = lines.split("--- plain\n")[1].split("\n--- html\n");
			return {
				to: /^recipient=(.*)$/m.exec(lines)[1],
				subject: /^Subject=(.*)$/im.exec(lines)[1],
				text,
				html,
				link: /https?:\S+token=[\w-]+/.exec(text)?.[0],
			};
		},
		// How many have come that nobody has read.
		unread: () => readdirSync(letters).filter((name) => name.endsWith(".mail")).length - read,
	};
}

// A form of a page, sent as a browser would; jar keeps the cookies.
async function sendForm(jar, url, fields) {
	const headers = () => ({
		cookie: [...jar].map((pair) => pair.join("=")).join("; "),
		origin: new URL(url).origin,
		"user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
	});
	const keep = (answer) => {
		for (const line of answer.headers.getSetCookie()) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
			jar.set(name, value);
		}
		return answer;
	};
	const html = await keep(await fetch(url, { headers: headers() })).text();
	const body = new URLSearchParams(fields);
	for (const [, name, value] of html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)) body.set(name, value);
	const action = /<form[^>]* method="post" action="([^"]*)"/.exec(html)?.[1].replaceAll("&amp;", "&");
	if (!action) throw new Error(`${url} has no form to send`);
	const answer = keep(await fetch(new URL(action, url), { method: "POST", body, redirect: "manual", headers: headers() }));
	if (answer.status !== 303) throw new Error(`${action} answered ${answer.status}`);
	return headers().cookie;
}

// Through the pages and the letter that everybody meets.
async function signUp(origin, mail, email, name) {
	if (!mail) throw new Error("a portal without mail has nobody who is signed in: startPortal(config, { mail: true })");
	const jar = new Map();
	await sendForm(jar, `${origin}/en/account/sign-up`, { email });
	const cookie = await sendForm(jar, (await mail.next()).link, { name, password: "kantarell gaffel tunnel sju" });
	const cookies = [...jar].map(([name, value]) => ({
		name, value, domain: "127.0.0.1", path: "/", expires: -1, httpOnly: true, secure: false, sameSite: "Lax",
	}));
	return { jar, cookie, storageState: { cookies, origins: [] } };
}

// config: what stands in its radslag.conf, such as "theme = skog". mail: with a mail server, portal.mail.
export async function startPortal(config = "", { mail: wantsMail = false } = {}) {
	if (!existsSync(binary))
		throw new Error(`there is no ${binary}: build it with script/build and set RADSLAG_BINARY=build/radslag, ` +
			"or with meson setup build-test -Dtests=true && ninja -C build-test radslag");
	const folder = await mkdtemp(path.join(tmpdir(), "radslag-browser-"));
	const mail = wantsMail ? await startMail(folder) : null;
	await writeFile(path.join(folder, "radslag.conf"), config + (mail ? mail.config : ""));
	const database = `sqlite:${path.join(folder, "portal.db")}`;
	await run(binary, ["init", "--database", database], { cwd: folder });
	await run(binary, ["demo", "--database", database], { cwd: folder }); // so that there are examples to look at
	await run(binary, ["import", "organisations", path.join(here, "../../../content/organisations.csv"), "--database", database]);
	// A run that is broken off must not leave a server behind: the kernel ends it with this process.
	const server = spawn("setpriv", ["--pdeathsig", "KILL", binary, "serve", "--database", database, "--listen", "127.0.0.1:0"], {
		cwd: folder,
		stdio: ["ignore", "pipe", "pipe"],
	});
	server.once("error", (error) => console.error(`setpriv (util-linux) could not be started: ${error.message}`));
	const kill = () => server.kill("SIGKILL");
	process.once("exit", kill);
	const origin = await address(server);
	const swedish = new Map();
	let person = null;

	return {
		origin,
		mail,

		// Somebody who has signed up, is signed in and may do everything: {cookie, storageState}. The same one every time.
		person() {
			const address = "maja-lisa.engstrom-lindqvist@medborgare.exempelkommun.se";
			person ??= signUp(origin, mail, address, "Maja-Lisa Engström Lindqvist").then(async (she) => {
				await this.takeRoles(she.jar, address, "portal-administrator,portal-coordinator");
				await this.takeRoles(she.jar, address, "administrator", "--organisation", "asvalla");
				return she;
			});
			return person;
		},

		async stop() {
			const ended = new Promise((resolve) => server.once("exit", resolve));
			server.kill("SIGTERM");
			await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
			kill();
			mail?.stop();
			process.off("exit", kill);
			await rm(folder, { recursive: true, force: true });
		},

		// The page in the language. English addresses follow the source and stand in the tests; the
		// Swedish ones are asked from the English page, since they change with the translation.
		async url(language, address, cookie = "") {
			const english = `${origin}/en${address === "/" ? "" : address}`;
			if (language === "en") return english;
			if (!swedish.has(english)) {
				const answer = await fetch(english, { redirect: "manual", headers: { cookie } });
				const html = await answer.text();
				const link = /<a class="rl-lang" href="([^"]*)" lang="sv"/.exec(html);
				if (!link) throw new Error(`${english} (${answer.status}) has no link to Swedish`);
				swedish.set(english, new URL(link[1].replaceAll("&amp;", "&"), origin).href);
			}
			return swedish.get(english);
		},

		// What a command prints, such as "invite".
		async command(...words) {
			return (await run(binary, [...words, "--database", database], { cwd: folder })).stdout;
		},

		// Invites somebody on the command line, and accepts as who has the cookies of the jar.
		async takeRoles(jar, address, roles, ...where) {
			const said = await this.command("invite", address, roles, ...where);
			await sendForm(jar, origin + /\/[^\s/]+\?token=[\w-]+/.exec(said)[0], { accept: "1" });
		},

		// What `radslag methods match` ranks for a scenario: the ids of the methods, best first.
		async match(scenario) {
			const file = path.join(folder, "scenarios.json");
			await writeFile(file, JSON.stringify({ version: 1, scenarios: [scenario] }));
			const { stdout } = await run(binary, ["methods", "match", "--scenarios", file, "--database", database], {
				cwd: folder,
				maxBuffer: 64 * 1024 * 1024,
			});
			return JSON.parse(stdout).ranked.map((item) => item.method);
		},
	};
}

// A page's data, as the portal gives it to programs: the same address with .json.
export async function pageData(url) {
	const address = new URL(url);
	address.pathname += ".json";
	const answer = await fetch(address);
	if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
	return answer.json();
}
