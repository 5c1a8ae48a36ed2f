import { setOutput } from '@actions/core';
import { run } from '../cli/run-command.ts';
import { connect } from '../docker/connect.ts';
setOutput('x', String(run) + connect);
