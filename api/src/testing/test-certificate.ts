import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

export interface TestCertificateOptions {
  readonly host?: string;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** An ECDSA key by default. */
  readonly isRsa?: boolean;
}

/** A self-signed certificate and its key, both PEM; it is its own authority. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RSA = { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2_048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };
const DAY_MS = 86_400_000;

/** Makes a certificate for a host, `localhost` by default, valid for a day around now. */
export async function makeTestCertificate({
  host = 'localhost',
  isRsa = false,
  ...validity
}: TestCertificateOptions = {}): Promise<TestCertificate> {
  const algorithm = isRsa ? RSA : ECDSA;
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Sealchart test',
    notBefore: validity.notBefore ?? new Date(Date.now() - DAY_MS),
    notAfter: validity.notAfter ?? new Date(Date.now() + DAY_MS),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new SubjectAlternativeNameExtension([{ type: 'dns', value: host }]),
      await AuthorityKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: certificate.toString('pem'), key: pem(await crypto.subtle.exportKey('pkcs8', keys.privateKey)) };
}

function pem(pkcs8: ArrayBuffer): string {
  const lines = Buffer.from(pkcs8)
    .toString('base64')
    .replaceAll(/(.{64})/g, '$1\n');
  return `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`;
}
