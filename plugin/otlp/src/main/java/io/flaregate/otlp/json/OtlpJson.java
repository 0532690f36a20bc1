package io.flaregate.otlp.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.profiles.wire.SizeLimitException;
import io.flaregate.profiles.wire.Utf8;
import io.flaregate.transport.compress.Body;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Turns a request of OTLP profiles from JSON into protobuf, token by token, so that there is one
 * decoder of profiles; and from protobuf into JSON, so that there is one encoder. Neither form is
 * ever there as objects.
 *
 * <p>The rules are those of protobuf's JSON mapping with OTLP's changes: ids in hexadecimal of
 * either case, names in lowerCamelCase only, unknown names ignored, 64-bit numbers as strings or as
 * numbers, {@code null} for what is not there. A name that stands twice in an object counts as a
 * field does that stands twice on the wire: of single values the last counts, lists and messages go
 * together.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">the encoding</a>
 */
public final class OtlpJson {
  /** Objects and arrays within each other; a value within a list of values takes three. */
  static final int MAX_DEPTH = 300;

  /**
   * How many times the size of its JSON a request may take as protobuf: {@code 0,} in a list of
   * times takes eight bytes.
   */
  public static final int MAX_GROWTH = 4;

  private static final int MAX_NAME_CHARS = 1 << 16;
  private static final int MAX_NUMBER_CHARS = 64;
  private static final int SPARE_BYTES = 64;

  private static final JsonFactory WRITING =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  private OtlpJson() {}

  /**
   * Turns a request into protobuf.
   *
   * @param json holds the request in UTF-8
   * @param length how many bytes of the array are the request
   * @param maxBytes how large the message may become; as many bytes are allocated at once
   * @return the message at the beginning of an array; what follows it has no meaning
   * @throws MalformedJsonException if it is not JSON, or not of the schema
   * @throws SizeLimitException if the message is larger; {@link #MAX_GROWTH} times the JSON's size
   *     is always enough
   */
  public static Body toProtobuf(byte[] json, int length, long maxBytes)
      throws MalformedJsonException {
    // Jackson takes overlong forms and surrogates for the characters that they would stand for.
    if (!Utf8.isValid(json, 0, length)) {
      throw new MalformedJsonException("not the JSON of a request: it is not UTF-8");
    }
    int capacity = (int) Math.min(maxBytes + SPARE_BYTES, Integer.MAX_VALUE - SPARE_BYTES);
    ProtoWriter out = new ProtoWriter(capacity, capacity);
    int start = markBytes(json, length);
    try (JsonParser parser = factory(length).createParser(json, start, length - start)) {
      new JsonTranscoder(parser, out).request(OtlpSchema.REQUEST);
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException("not the JSON of a request: " + e.getOriginalMessage());
    } catch (CharConversionException e) {
      // Jackson takes what begins with zeros for UTF-16 or UTF-32.
      throw new MalformedJsonException("not the JSON of a request: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory cannot be read", e);
    }
    Body[] message = new Body[1];
    out.visit((bytes, offset, size) -> message[0] = new Body(bytes, size));
    return message[0];
  }

  /**
   * Writes a request as JSON, as the specification wants it: ids in hexadecimal, 64-bit numbers as
   * strings, names in lowerCamelCase.
   *
   * @param request a request as {@link io.flaregate.profiles.otlp.OtlpEncoder} writes it: nothing
   *     but fields of the schema, what belongs to one list together, no single field twice
   * @param out where the JSON goes, in UTF-8; is left open
   * @throws IllegalArgumentException if it is anything else
   * @throws IOException as the stream throws it
   */
  public static void write(byte[] request, OutputStream out) throws IOException {
    try (JsonGenerator generator = WRITING.createGenerator(out, JsonEncoding.UTF8)) {
      new JsonWriter(request, generator).message(OtlpSchema.REQUEST);
    } catch (MalformedProtoException e) {
      throw new IllegalArgumentException("not a request: " + e.getMessage(), e);
    }
  }

  /** The length of a byte order mark of UTF-8 in front, which is skipped. */
  private static int markBytes(byte[] json, int length) {
    boolean marked =
        length >= 3 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB && json[2] == (byte) 0xBF;
    return marked ? 3 : 0;
  }

  /** A factory a request: names that one sender makes up stay in no other's table. */
  private static JsonFactory factory(int length) {
    return JsonFactory.builder()
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        // JSON is UTF-8 (RFC 8259, section 8.1); nothing else is guessed from the first bytes.
        .disable(JsonFactory.Feature.CHARSET_DETECTION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNameLength(MAX_NAME_CHARS)
                .maxNumberLength(MAX_NUMBER_CHARS)
                .maxStringLength(Math.max(length, 1))
                .build())
        .build();
  }
}
