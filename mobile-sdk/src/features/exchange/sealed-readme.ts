/** What stands beside the sealed originals: ASCII, and true of every export. */
export const SEALED_README = `SEALED ORIGINALS OF A SEALCHART RECORD

Nothing here can be read without the secret key of the account that exported it.

  elements/<id>.pgp                 one OpenPGP message (RFC 9580): the sealed content
  elements/<id>.manifest.json       what its author signed about it
  elements/<id>.manifest.json.sig   the author's detached OpenPGP signature of that file
  certificates/<account>.asc        the public keys of everybody who signed something here

WHAT YOU NEED
A program that knows RFC 9580 (OpenPGP of 2024), and the secret keys of the account:

  sealchart export --keys --format rfc9580 -o my-keys.asc

The commands below are those of Sequoia (sq); other programs have the same under other names.
The older GnuPG does not read this format.

TO OPEN AN ELEMENT
  sq decrypt --recipient-file my-keys.asc --output content.json elements/<id>.pgp

What comes out is JSON, followed by spaces. "body" is the text of the FHIR resource or the note,
"title" its title, "schema" says what it is, "addenda" holds signed remarks of others.

TO CHECK WHO WROTE IT
  1. The signature of the manifest:
       sq verify --signer-file certificates/<account>.asc \\
          --signature-file elements/<id>.manifest.json.sig elements/<id>.manifest.json
     <account> is "author.account" in the manifest.
  2. That the message is the one that was signed: "content.dataHash" in the manifest is the SHA-256
     (base64url, without = at its end) of the last packet of the .pgp file, which has
     "content.dataLength" bytes:
       tail -c <dataLength> elements/<id>.pgp | openssl dgst -sha256 -binary | basenc --base64url
  3. That both belong together: "elementId", "recordId", "author" and "contentVersion" in the
     opened content are those of the manifest.

An addendum is a JSON object with "statement" and "signature", both base64url: the first is the text that
was signed, the second the detached OpenPGP signature of its author, to be checked as in step 1.

WHAT THIS DOES NOT PROVE
Whose key a certificate is: compare its fingerprint with the person. The program that made this export
checked all of the above, and every earlier version, before it wrote a file.
`;
