import { crc32 } from "node:zlib";
import { Builder } from "flatbuffers";
import { Block } from "apache-arrow/fb/block";
import { Buffer as ArrowBuffer } from "apache-arrow/fb/buffer";
import { Endianness } from "apache-arrow/fb/endianness";
import { Field } from "apache-arrow/fb/field";
import { FieldNode } from "apache-arrow/fb/field-node";
import { FixedSizeList } from "apache-arrow/fb/fixed-size-list";
import { FloatingPoint } from "apache-arrow/fb/floating-point";
import { Footer } from "apache-arrow/fb/footer";
import { Int } from "apache-arrow/fb/int";
import { KeyValue } from "apache-arrow/fb/key-value";
import { Message } from "apache-arrow/fb/message";
import { MessageHeader } from "apache-arrow/fb/message-header";
import { MetadataVersion } from "apache-arrow/fb/metadata-version";
import { Precision } from "apache-arrow/fb/precision";
import { RecordBatch } from "apache-arrow/fb/record-batch";
import { Schema } from "apache-arrow/fb/schema";
import { Type } from "apache-arrow/fb/type";
import { Utf8 } from "apache-arrow/fb/utf8";
import type { Column } from "./columns.js";
import type { Layout } from "./layout.js";

// Only the message classes of apache-arrow are used here: the whole library costs a worker 0.3 s and 17 MB.
// The format: https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc

/** A column of the schema. */
export interface ColumnField {
  readonly name: string;
  readonly layout: Exclude<Layout, { type: "tuple" }>;
}

/** Under this key the schema keeps what a checkpoint is. */
export const METADATA_KEY = "adaptive-scheduler";

/** Under this key a batch keeps the CRC-32 of its body. */
export const CRC_KEY = "crc32";

const aligned = (length: number): number => Math.ceil(length / 8) * 8;

function writeKeyValue(builder: Builder, key: string, value: string): number {
  const keyAt = builder.createString(key);
  return KeyValue.createKeyValue(builder, keyAt, builder.createString(value));
}

function createFloat64(builder: Builder): number {
  return FloatingPoint.createFloatingPoint(builder, Precision.DOUBLE);
}

function writeType(builder: Builder, layout: ColumnField["layout"]): [Type, number] {
  switch (layout.type) {
    case "number":
      return [Type.FloatingPoint, createFloat64(builder)];
    case "integer":
      return [Type.Int, Int.createInt(builder, 32, true)];
    case "vector":
      return [Type.FixedSizeList, FixedSizeList.createFixedSizeList(builder, layout.length)];
    case "json":
      Utf8.startUtf8(builder);
      return [Type.Utf8, Utf8.endUtf8(builder)];
  }
}

function writeField(builder: Builder, { name, layout }: ColumnField): number {
  const children =
    layout.type === "vector" ? [writeField(builder, { name: "item", layout: { type: "number" } })] : [];
  const [type, typeAt] = writeType(builder, layout);
  const childrenAt = Field.createChildrenVector(builder, children);
  const nameAt = builder.createString(name);
  Field.startField(builder);
  Field.addName(builder, nameAt);
  Field.addNullable(builder, false);
  Field.addTypeType(builder, type);
  Field.addType(builder, typeAt);
  Field.addChildren(builder, childrenAt);
  return Field.endField(builder);
}

function writeSchema(builder: Builder, fields: readonly ColumnField[], metadata: string): number {
  const fieldsAt = Schema.createFieldsVector(
    builder,
    fields.map((field) => writeField(builder, field)),
  );
  const metadataAt = Schema.createCustomMetadataVector(builder, [
    writeKeyValue(builder, METADATA_KEY, metadata),
  ]);
  Schema.startSchema(builder);
  Schema.addEndianness(builder, Endianness.Little);
  Schema.addFields(builder, fieldsAt);
  Schema.addCustomMetadata(builder, metadataAt);
  return Schema.endSchema(builder);
}

/** Frames a message: continuation mark, length of the padded metadata, metadata, body. */
function frame(builder: Builder, body: readonly Uint8Array[]): Buffer {
  const message = builder.asUint8Array();
  const head = Buffer.alloc(8 + aligned(message.length));
  head.writeUInt32LE(0xffffffff, 0);
  head.writeInt32LE(head.length - 8, 4);
  head.set(message, 8);
  return Buffer.concat([head, ...body]);
}

interface MessageParts {
  readonly type: MessageHeader;
  readonly header: number;
  readonly bodyLength: number;
  readonly metadata: number;
}

function finishMessage(builder: Builder, { type, header, bodyLength, metadata }: MessageParts): void {
  Message.startMessage(builder);
  Message.addVersion(builder, MetadataVersion.V5);
  Message.addHeaderType(builder, type);
  Message.addHeader(builder, header);
  Message.addBodyLength(builder, BigInt(bodyLength));
  if (metadata !== 0) Message.addCustomMetadata(builder, metadata);
  builder.finish(Message.endMessage(builder));
}

/** Writes the schema message with which a stream begins. */
export function schemaMessage(fields: readonly ColumnField[], metadata: string): Buffer {
  const builder = new Builder(1024);
  const header = writeSchema(builder, fields, metadata);
  finishMessage(builder, { type: MessageHeader.Schema, header, bodyLength: 0, metadata: 0 });
  return frame(builder, []);
}

interface Body {
  readonly parts: Uint8Array[];
  readonly buffers: { offset: number; length: number }[];
  readonly nodes: number[];
  length: number;
}

function addBuffer(body: Body, view: ArrayBufferView): void {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  body.buffers.push({ offset: body.length, length: bytes.length });
  if (bytes.length === 0) return;
  body.parts.push(bytes);
  const padding = aligned(bytes.length) - bytes.length;
  if (padding > 0) body.parts.push(new Uint8Array(padding));
  body.length += aligned(bytes.length);
}

const NO_NULLS = new Uint8Array(0);

function addColumn(body: Body, column: Column, rows: number): void {
  body.nodes.push(rows);
  addBuffer(body, NO_NULLS);
  if (column.type === "vector") {
    body.nodes.push(rows * column.length);
    addBuffer(body, NO_NULLS);
  }
  if (column.type === "json") addBuffer(body, column.offsets);
  addBuffer(body, column.data);
}

function writeBatch(builder: Builder, body: Body, rows: number): number {
  RecordBatch.startNodesVector(builder, body.nodes.length);
  for (const length of [...body.nodes].reverse()) FieldNode.createFieldNode(builder, BigInt(length), 0n);
  const nodesAt = builder.endVector();
  RecordBatch.startBuffersVector(builder, body.buffers.length);
  for (const { offset, length } of [...body.buffers].reverse()) {
    ArrowBuffer.createBuffer(builder, BigInt(offset), BigInt(length));
  }
  const buffersAt = builder.endVector();
  RecordBatch.startRecordBatch(builder);
  RecordBatch.addLength(builder, BigInt(rows));
  RecordBatch.addNodes(builder, nodesAt);
  RecordBatch.addBuffers(builder, buffersAt);
  return RecordBatch.endRecordBatch(builder);
}

/** Writes a record batch of `rows` rows; its bytes follow the rows, not the file. */
export function batchMessage(columns: readonly Column[], rows: number): Buffer {
  const body: Body = { parts: [], buffers: [], nodes: [], length: 0 };
  for (const column of columns) addColumn(body, column, rows);
  let crc = 0;
  for (const part of body.parts) crc = crc32(part, crc);
  const builder = new Builder(512);
  const metadata = Message.createCustomMetadataVector(builder, [
    writeKeyValue(builder, CRC_KEY, String(crc)),
  ]);
  const header = writeBatch(builder, body, rows);
  finishMessage(builder, { type: MessageHeader.RecordBatch, header, bodyLength: body.length, metadata });
  return frame(builder, body.parts);
}

const MAGIC = Buffer.from("ARROW1");
const END_OF_STREAM = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

function footerOf(
  fields: readonly ColumnField[],
  metadata: string,
  block: { offset: number; bytes: Buffer } | null,
): Buffer {
  const builder = new Builder(1024);
  const schemaAt = writeSchema(builder, fields, metadata);
  Footer.startDictionariesVector(builder, 0);
  const dictionariesAt = builder.endVector();
  Footer.startRecordBatchesVector(builder, block ? 1 : 0);
  if (block) {
    const metaLength = 8 + block.bytes.readInt32LE(4);
    Block.createBlock(builder, BigInt(block.offset), metaLength, BigInt(block.bytes.length - metaLength));
  }
  const batchesAt = builder.endVector();
  Footer.startFooter(builder);
  Footer.addVersion(builder, MetadataVersion.V5);
  Footer.addSchema(builder, schemaAt);
  Footer.addDictionaries(builder, dictionariesAt);
  Footer.addRecordBatches(builder, batchesAt);
  builder.finish(Footer.endFooter(builder));
  return Buffer.from(builder.asUint8Array());
}

/** Writes a whole Arrow file (what `read_feather` opens) with all rows in one batch. */
export function arrowFile(
  fields: readonly ColumnField[],
  metadata: string,
  columns: readonly Column[],
  rows: number,
): Buffer {
  const schema = schemaMessage(fields, metadata);
  const batch = rows > 0 ? batchMessage(columns, rows) : null;
  const footer = footerOf(fields, metadata, batch && { offset: 8 + schema.length, bytes: batch });
  const length = Buffer.alloc(4);
  length.writeInt32LE(footer.length);
  return Buffer.concat([
    MAGIC,
    Buffer.alloc(2),
    schema,
    ...(batch ? [batch] : []),
    END_OF_STREAM,
    footer,
    length,
    MAGIC,
  ]);
}
