// Start the mock server of one of the packages on a free port, with one RS256 key, and print its address.
const { OAuth2Server } = await import(process.argv[2]);
const server = new OAuth2Server();
await server.issuer.keys.generate("RS256");
await server.start(0, "127.0.0.1");
console.log(`http://localhost:${server.address().port}`);
