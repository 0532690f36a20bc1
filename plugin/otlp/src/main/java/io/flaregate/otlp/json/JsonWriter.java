package io.flaregate.otlp.json;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import java.io.IOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Writes the fields of one request as they come along. */
final class JsonWriter {
  private final byte[] bytes;
  private final ProtoReader reader = new ProtoReader();
  private final JsonGenerator out;

  JsonWriter(byte[] bytes, JsonGenerator out) {
    this.bytes = bytes;
    this.out = out;
    reader.reset(bytes, 0, bytes.length);
  }

  /** The rest of the current message as an object. */
  void message(JsonMessage type) throws IOException, MalformedProtoException {
    out.writeStartObject();
    @Nullable JsonField last = null;
    long seen = 0;
    while (reader.hasMore()) {
      int tag = reader.readTag();
      JsonField field = known(type, ProtoReader.field(tag));
      if (last == null || field.number() != last.number()) {
        end(last);
        check((seen & (1L << field.number())) == 0, field, "is not all in one place");
        seen |= 1L << field.number();
        begin(field);
        last = field;
      } else {
        check(field.repeated(), field, "is there twice");
      }
      values(field, ProtoReader.wireType(tag));
    }
    end(last);
    out.writeEndObject();
  }

  private static JsonField known(JsonMessage type, int number) {
    JsonField field = type.field(number);
    if (field == null) {
      throw new IllegalArgumentException("not a request: field " + number + " is not known");
    }
    return field;
  }

  private static void check(boolean holds, JsonField field, String problem) {
    if (!holds) {
      throw new IllegalArgumentException("not a request: " + field.name() + " " + problem);
    }
  }

  private void begin(JsonField field) throws IOException {
    out.writeFieldName(field.name());
    if (field.repeated()) {
      out.writeStartArray();
    }
  }

  private void end(@Nullable JsonField field) throws IOException {
    if (field != null && field.repeated()) {
      out.writeEndArray();
    }
  }

  private void values(JsonField field, int wireType) throws IOException, MalformedProtoException {
    if (wireType == ProtoReader.LENGTH && field.kind().packs()) {
      check(field.repeated(), field, "is packed");
      int outer = reader.push();
      while (reader.hasMore()) {
        number(field.kind());
      }
      reader.pop(outer);
      return;
    }
    check(wireType == wireType(field.kind()), field, "has wire type " + wireType);
    switch (field.kind()) {
      case MESSAGE -> {
        int outer = reader.push();
        message(requireNonNull(field.message(), "field has no message"));
        reader.pop(outer);
      }
      case STRING, HEX, BASE64 -> bytes(field.kind());
      default -> number(field.kind());
    }
  }

  private static int wireType(JsonKind kind) {
    return switch (kind) {
      case FIXED64, DOUBLE -> ProtoReader.FIXED64;
      case STRING, HEX, BASE64, MESSAGE -> ProtoReader.LENGTH;
      default -> ProtoReader.VARINT;
    };
  }

  private void bytes(JsonKind kind) throws IOException, MalformedProtoException {
    int length = reader.readLength();
    int from = reader.position();
    reader.skipBytes(length);
    switch (kind) {
      case STRING -> out.writeUTF8String(bytes, from, length);
      case HEX -> out.writeString(HexFormat.of().formatHex(bytes, from, from + length));
      default -> out.writeBinary(bytes, from, length);
    }
  }

  private void number(JsonKind kind) throws IOException, MalformedProtoException {
    switch (kind) {
      case INT32 -> out.writeNumber(reader.readInt32());
      case UINT32 -> out.writeNumber(Integer.toUnsignedLong(reader.readInt32()));
      case INT64 -> out.writeString(Long.toString(reader.readInt64()));
      case UINT64 -> out.writeString(Long.toUnsignedString(reader.readInt64()));
      case FIXED64 -> out.writeString(Long.toUnsignedString(reader.readFixed64()));
      case DOUBLE -> out.writeNumber(Double.longBitsToDouble(reader.readFixed64()));
      case BOOL -> out.writeBoolean(reader.readBool());
      default -> throw new IllegalArgumentException(kind + " is no number");
    }
  }
}
