package io.flaregate.phlare.receiver.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.flaregate.phlare.receiver.batch.Batch;
import io.flaregate.phlare.receiver.batch.LabelPairs;
import io.flaregate.phlare.receiver.batch.PprofIntake;
import io.flaregate.profiles.wire.Utf8;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import java.io.CharConversionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Reads {@code push.v1.PushRequest} as protobuf's JSON (<a
 * href="https://protobuf.dev/programming-guides/json/">mapping</a>): names in lowerCamelCase or as
 * in the schema, bytes in base64 of either alphabet, null for what is not set. Unknown fields are
 * ignored, as Connect's own servers do; a name that stands twice is refused.
 */
final class PushJson {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_NAME = 1024;

  private final JsonParser in;
  private final PprofIntake.Reader profiles;
  private int labels;
  private int samples;

  private PushJson(JsonParser in, PprofIntake.Reader profiles) {
    this.in = in;
    this.profiles = profiles;
  }

  /**
   * Reads a request into a batch.
   *
   * @throws AnswerException if it is not such a message
   */
  static void decode(Body body, PprofIntake.Reader profiles) {
    // Jackson takes overlong forms and surrogates for the characters that they would stand for.
    if (!Utf8.isValid(body.array(), 0, body.length())) {
      throw new AnswerException(
          Answer.refused(Answer.Kind.UNDECODABLE, "request is not valid JSON: it is not UTF-8"));
    }
    JsonFactory factory =
        JsonFactory.builder()
            // JSON is UTF-8; nothing else is guessed from the first bytes.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME)
                    .maxStringLength(Math.max(1, body.length()))
                    .build())
            .build();
    try (JsonParser in = factory.createParser(body.array(), 0, body.length())) {
      PushJson reader = new PushJson(in, profiles);
      in.nextToken();
      reader.request();
      if (in.nextToken() != null) {
        throw reader.undecodable("something follows the object");
      }
    } catch (JsonProcessingException e) {
      throw new AnswerException(
          Answer.refused(
              Answer.Kind.UNDECODABLE, "request is not valid JSON: " + e.getOriginalMessage()));
    } catch (CharConversionException e) {
      // Jackson takes what begins with zeros for UTF-16 or UTF-32.
      throw new AnswerException(
          Answer.refused(Answer.Kind.UNDECODABLE, "request is not valid JSON: " + e.getMessage()));
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot be read", e);
    }
  }

  private interface Field {
    /** Reads the value at which the parser stands; false if the field is not known. */
    boolean read(String name) throws IOException;
  }

  private void object(Field field) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw undecodable("an object is expected");
    }
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      if (in.currentToken() != JsonToken.VALUE_NULL && !field.read(name)) {
        in.skipChildren();
      }
    }
  }

  private interface Element {
    void read() throws IOException;
  }

  private boolean array(Element element) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      throw undecodable("an array is expected");
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      element.read();
    }
    return true;
  }

  private void request() throws IOException {
    object(name -> name.equals("series") && array(this::series));
  }

  private void series() throws IOException {
    LabelPairs pairs = new LabelPairs();
    List<byte[]> raw = new ArrayList<>();
    object(
        name ->
            switch (name) {
              case "labels" -> array(() -> label(pairs));
              case "samples" -> array(() -> sample(raw));
              default -> false;
            });
    for (byte[] each : raw) {
      profiles.read(pairs, each, 0, each.length);
    }
  }

  private void label(LabelPairs pairs) throws IOException {
    String[] texts = {"", ""};
    object(
        name ->
            switch (name) {
              case "name" -> text(texts, 0);
              case "value" -> text(texts, 1);
              default -> false;
            });
    if (++labels > Batch.MAX_LABELS) {
      throw undecodable("there are more than " + Batch.MAX_LABELS + " labels; send it in parts");
    }
    pairs.add(texts[0], texts[1]);
  }

  private boolean text(String[] texts, int index) throws IOException {
    texts[index] = string();
    return true;
  }

  private String string() throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      throw undecodable("a string is expected");
    }
    String text = in.getText();
    if (!UTF_8.newEncoder().canEncode(text)) {
      throw undecodable("a string holds half of a surrogate pair");
    }
    return text;
  }

  private void sample(List<byte[]> raw) throws IOException {
    byte[][] profile = {new byte[0]};
    object(
        name ->
            switch (name) {
              case "rawProfile", "raw_profile" -> bytes(profile);
              case "ID" -> string() != null;
              default -> false;
            });
    if (++samples > Batch.MAX_PROFILES) {
      throw undecodable(
          "there are more than " + Batch.MAX_PROFILES + " profiles; send it in parts");
    }
    raw.add(profile[0]);
  }

  private boolean bytes(byte[][] target) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      throw undecodable("a string of base64 is expected");
    }
    char[] text = in.getTextCharacters();
    int from = in.getTextOffset();
    byte[] encoded = new byte[in.getTextLength()];
    for (int i = 0; i < encoded.length; i++) {
      char c = text[from + i];
      encoded[i] = (byte) (c == '-' ? '+' : c == '_' ? '/' : c > 0x7f ? '!' : c);
    }
    try {
      target[0] = Base64.getDecoder().decode(encoded);
      return true;
    } catch (IllegalArgumentException e) {
      throw undecodable("rawProfile is not base64");
    }
  }

  private AnswerException undecodable(String what) {
    return new AnswerException(
        Answer.refused(
            Answer.Kind.UNDECODABLE,
            "request is not a PushRequest in JSON: "
                + what
                + " at byte "
                + in.currentTokenLocation().getByteOffset()));
  }
}
