import type { INestApplication } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { CLIENT_HEADER, PROTOCOL_HEADER, Problem, RELEASE } from '@sealchart/protocol';
import type { ZodMiniType } from 'zod/mini';
import { toJSONSchema } from 'zod/mini';

/** Describes the interface, from the same schemas that check it. Made at the first question. */
@Injectable()
export class OpenApi {
  #app: INestApplication | undefined;
  #document: OpenAPIObject | undefined;

  /** The routes are known only to the finished application. */
  attach(app: INestApplication): void {
    this.#app = app;
  }

  get document(): OpenAPIObject {
    if (!this.#app) throw new Error('not attached to an application');
    this.#document ??= documentOf(this.#app);
    return this.#document;
  }
}

function documentOf(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Sealchart')
    .setDescription('Stores ciphertext and signed statements. Every failed answer is application/problem+json with a stable code.')
    .setVersion(RELEASE)
    .addBearerAuth()
    .addGlobalParameters(
      { name: CLIENT_HEADER, in: 'header', required: true, schema: { type: 'string' }, description: 'name/version of the client' },
      { name: PROTOCOL_HEADER, in: 'header', required: true, schema: { type: 'integer' }, description: 'protocol that the client speaks' },
    )
    .addGlobalResponse({
      status: 'default',
      description: 'a refusal',
      content: { 'application/problem+json': { schema: jsonSchema(Problem, 'output') } },
    });
  // zod/mini carries no JSON schema of its own: without this converter bodies come out empty.
  return SwaggerModule.createDocument(app, builder.build(), {
    standardSchemaConverter: (schema, { schemaType }) => {
      const { definitions, ...rest } = jsonSchema(schema as ZodMiniType, schemaType);
      return { schema: rest, components: (definitions ?? {}) as Record<string, object> };
    },
  });
}

function jsonSchema(schema: ZodMiniType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = toJSONSchema(schema, { target: 'openapi-3.0', io, unrepresentable: 'any' });
  return rest;
}
