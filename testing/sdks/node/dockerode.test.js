// The image calls of dockerode, at its default API version and at older and newer ones.
'use strict';
const assert = require('node:assert/strict');
const {test} = require('node:test');
const Docker = require('dockerode');

const {DOCKER_HOST, REGISTRY, AUTH_REGISTRY} = process.env;
const IMAGE = `${REGISTRY}/library/labels:3`;
const VERSIONS = [undefined, '1.24', '1.32', '1.40', '1.44', '1.55'];

const followed = (docker, stream) => new Promise((done, failed) =>
  docker.modem.followProgress(stream, (error, rows) => (error ? failed(error) : done(rows))));
const read = async stream => {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
};
const fails = (status, promise) => assert.rejects(promise, error => (assert.equal(error.statusCode, status, error.message), true));

for (const version of VERSIONS) {
  const docker = new Docker({socketPath: DOCKER_HOST.replace('unix://', ''), version: version && `v${version}`});
  const mine = `sdk/node-${(version || 'default').replace('.', '-')}`;
  const pull = async (name = IMAGE, options = {}) => followed(docker, await docker.pull(name, options));
  const named = async filters => (await docker.listImages({filters})).flatMap(image => image.RepoTags || []);

  test(`${version || 'default'}: pull, list, inspect, tag, remove`, async () => {
    await pull();
    await docker.getImage(IMAGE).tag({repo: mine, tag: 'v1'});
    const shown = await docker.getImage(`${mine}:v1`).inspect();
    assert.equal(shown.Id, (await docker.getImage(IMAGE).inspect()).Id);
    assert.equal(shown.Config.Labels.n, '3');
    assert.deepEqual((await named({reference: [mine]})).filter(name => name.startsWith(mine)), [`${mine}:v1`]);
    assert.ok((await named({label: ['n=3']})).includes(`${mine}:v1`));
    assert.ok(!(await named({dangling: ['true']})).includes(`${mine}:v1`));
    assert.ok((await docker.getImage(IMAGE).history()).length > 0);
    await docker.getImage(`${mine}:v1`).remove();
    await fails(404, docker.getImage(`${mine}:v1`).inspect());
  });

  test(`${version || 'default'}: push`, async () => {
    await pull();
    const there = `${REGISTRY}/${mine}`;
    await docker.getImage(IMAGE).tag({repo: there, tag: 'v1'});
    await followed(docker, await docker.getImage(`${there}:v1`).push({tag: 'v1', authconfig: {}}));
    await docker.getImage(`${there}:v1`).remove();
    await pull(`${there}:v1`);
    assert.equal((await docker.getImage(`${there}:v1`).inspect()).Id, (await docker.getImage(IMAGE).inspect()).Id);
    await docker.getImage(`${there}:v1`).remove();
  });

  test(`${version || 'default'}: save and load`, async () => {
    await pull();
    const name = `${mine}:saved`;
    await docker.getImage(IMAGE).tag({repo: mine, tag: 'saved'});
    const {Id} = await docker.getImage(name).inspect();
    const archive = await read(await docker.getImage(name).get());
    await docker.getImage(name).remove();
    await followed(docker, await docker.loadImage(archive));
    assert.equal((await docker.getImage(name).inspect()).Id, Id);
    await docker.getImage(name).remove();
  });

  test(`${version || 'default'}: what fails has its status`, async () => {
    await fails(404, docker.getImage('no/such:image').inspect());
    await fails(404, docker.getImage('no/such:image').remove());
    await fails(404, pull(`${REGISTRY}/no/such:image`));
    await fails(500, pull(`${AUTH_REGISTRY}/library/busybox:latest`));
    await fails(400, pull('Not/A/Name:x'));
    await fails(404, pull(`${REGISTRY}/library/arm-only:latest`, {platform: 'linux/amd64'}));
    await pull();
    await fails(400, docker.getImage(IMAGE).tag({repo: 'Not/A/Name', tag: 'c'}));
  });
}
