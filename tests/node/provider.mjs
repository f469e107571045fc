// A real OpenID Connect provider for one test: node provider.mjs PORT REDIRECT_URI
import { Provider } from "oidc-provider";

const [port, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const claims = {
  office: { name: "Mei Aoyama", email: "mei@example.org", email_verified: true },
  stranger: { name: "Nobody Known", email: "nobody@example.org", email_verified: true },
  unproven: { name: "Mei Aoyama", email: "mei@example.org", email_verified: false },
};
const provider = new Provider(issuer, {
  clients: [{ client_id: "onboarding", client_secret: "a-secret-of-the-tests-only", redirect_uris: [redirect] }],
  claims: { email: ["email", "email_verified"], profile: ["name"] },
  cookies: { keys: ["tests"] },
  findAccount: (context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...claims[id] }) }),
  pkce: { required: () => true },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
