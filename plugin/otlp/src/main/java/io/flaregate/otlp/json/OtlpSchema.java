package io.flaregate.otlp.json;

import static io.flaregate.otlp.json.JsonKind.BASE64;
import static io.flaregate.otlp.json.JsonKind.BOOL;
import static io.flaregate.otlp.json.JsonKind.DOUBLE;
import static io.flaregate.otlp.json.JsonKind.FIXED64;
import static io.flaregate.otlp.json.JsonKind.HEX;
import static io.flaregate.otlp.json.JsonKind.INT32;
import static io.flaregate.otlp.json.JsonKind.INT64;
import static io.flaregate.otlp.json.JsonKind.STRING;
import static io.flaregate.otlp.json.JsonKind.UINT32;
import static io.flaregate.otlp.json.JsonKind.UINT64;

/**
 * The messages of OTLP profiles 1.11 ({@code opentelemetry/proto/profiles/v1development}), as far
 * as requests hold them. None of them has an enum.
 */
final class OtlpSchema {
  private OtlpSchema() {}

  /** {@code ExportProfilesServiceRequest}. */
  static final JsonMessage REQUEST = request();

  private static JsonMessage request() {
    JsonMessage value = anyValue();
    JsonMessage attribute = keyValue(value);
    return new JsonMessage()
        .list(1, "resourceProfiles", resourceProfiles(attribute))
        .with(2, "dictionary", dictionary(value));
  }

  private static JsonMessage anyValue() {
    JsonMessage value = new JsonMessage();
    return value
        .with(1, "stringValue", STRING)
        .with(2, "boolValue", BOOL)
        .with(3, "intValue", INT64)
        .with(4, "doubleValue", DOUBLE)
        .with(5, "arrayValue", new JsonMessage().list(1, "values", value))
        .with(6, "kvlistValue", new JsonMessage().list(1, "values", keyValue(value)))
        .with(7, "bytesValue", BASE64)
        .with(8, "stringValueStrindex", INT32);
  }

  private static JsonMessage keyValue(JsonMessage value) {
    return new JsonMessage()
        .with(1, "key", STRING)
        .with(2, "value", value)
        .with(3, "keyStrindex", INT32);
  }

  private static JsonMessage resourceProfiles(JsonMessage attribute) {
    JsonMessage entity =
        new JsonMessage()
            .with(1, "schemaUrl", STRING)
            .with(2, "type", STRING)
            .list(3, "idKeys", STRING)
            .list(4, "descriptionKeys", STRING);
    JsonMessage resource =
        new JsonMessage()
            .list(1, "attributes", attribute)
            .with(2, "droppedAttributesCount", UINT32)
            .list(3, "entityRefs", entity);
    return new JsonMessage()
        .with(1, "resource", resource)
        .list(2, "scopeProfiles", scopeProfiles(attribute))
        .with(3, "schemaUrl", STRING);
  }

  private static JsonMessage scopeProfiles(JsonMessage attribute) {
    JsonMessage scope =
        new JsonMessage()
            .with(1, "name", STRING)
            .with(2, "version", STRING)
            .list(3, "attributes", attribute)
            .with(4, "droppedAttributesCount", UINT32);
    return new JsonMessage()
        .with(1, "scope", scope)
        .list(2, "profiles", profile())
        .with(3, "schemaUrl", STRING);
  }

  private static JsonMessage profile() {
    JsonMessage type =
        new JsonMessage().with(1, "typeStrindex", INT32).with(2, "unitStrindex", INT32);
    JsonMessage sample =
        new JsonMessage()
            .with(1, "stackIndex", INT32)
            .list(2, "attributeIndices", INT32)
            .with(3, "linkIndex", INT32)
            .list(4, "values", INT64)
            .list(5, "timestampsUnixNano", FIXED64);
    return new JsonMessage()
        .with(1, "sampleType", type)
        .list(2, "samples", sample)
        .with(3, "timeUnixNano", FIXED64)
        .with(4, "durationNano", UINT64)
        .with(5, "periodType", type)
        .with(6, "period", INT64)
        .with(7, "profileId", HEX)
        .with(8, "droppedAttributesCount", UINT32)
        .with(9, "originalPayloadFormat", STRING)
        .with(10, "originalPayload", BASE64)
        .list(11, "attributeIndices", INT32);
  }

  private static JsonMessage dictionary(JsonMessage value) {
    JsonMessage attribute =
        new JsonMessage()
            .with(1, "keyStrindex", INT32)
            .with(2, "value", value)
            .with(3, "unitStrindex", INT32);
    return new JsonMessage()
        .list(1, "mappingTable", mapping())
        .list(2, "locationTable", location())
        .list(3, "functionTable", function())
        .list(4, "linkTable", new JsonMessage().with(1, "traceId", HEX).with(2, "spanId", HEX))
        .list(5, "stringTable", STRING)
        .list(6, "attributeTable", attribute)
        .list(7, "stackTable", new JsonMessage().list(1, "locationIndices", INT32));
  }

  private static JsonMessage mapping() {
    return new JsonMessage()
        .with(1, "memoryStart", UINT64)
        .with(2, "memoryLimit", UINT64)
        .with(3, "fileOffset", UINT64)
        .with(4, "filenameStrindex", INT32)
        .list(5, "attributeIndices", INT32);
  }

  private static JsonMessage location() {
    JsonMessage line =
        new JsonMessage()
            .with(1, "functionIndex", INT32)
            .with(2, "line", INT64)
            .with(3, "column", INT64);
    return new JsonMessage()
        .with(1, "mappingIndex", INT32)
        .with(2, "address", UINT64)
        .list(3, "lines", line)
        .list(4, "attributeIndices", INT32);
  }

  private static JsonMessage function() {
    return new JsonMessage()
        .with(1, "nameStrindex", INT32)
        .with(2, "systemNameStrindex", INT32)
        .with(3, "filenameStrindex", INT32)
        .with(4, "startLine", INT64);
  }
}
