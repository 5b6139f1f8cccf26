// The control of the cold start: the framework alone, answering one address. Run as a process of its own.
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';

@Controller('health')
class Hello {
  @Get()
  live(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }
}

@Module({ controllers: [Hello] })
class HelloModule {}

const app = await NestFactory.create<NestFastifyApplication>(HelloModule, new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
const { port } = app.getHttpServer().address() as AddressInfo;
process.once('SIGTERM', () => void app.close());
console.log(`hello listening on http://localhost:${port}`);
