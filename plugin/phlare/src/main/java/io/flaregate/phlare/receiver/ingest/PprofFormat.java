package io.flaregate.phlare.receiver.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.linecorp.armeria.common.MediaType;
import io.flaregate.phlare.receiver.batch.PprofIntake;
import io.flaregate.profiles.wire.Utf8;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import java.io.CharConversionException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pprof: the body, or the part {@code profile} of a form, which may have another part {@code
 * sample_type_config} that says what types of values are called.
 */
final class PprofFormat {
  private static final String PROFILE = "profile";
  private static final String PREVIOUS = "prev_profile";
  private static final String CONFIG = "sample_type_config";
  private static final int MAX_CONFIG_BYTES = 64 * 1024;

  /** What the types of values are called where the agent does not tell. */
  private static final Map<String, String> DISPLAY_NAMES =
      Map.of(
          "samples", "cpu",
          "goroutine", "goroutines",
          "contentions", "mutex_count",
          "delay", "mutex_duration");

  private PprofFormat() {}

  static void read(
      IngestQuery query, @Nullable MediaType type, Body body, PprofIntake.Reader profiles) {
    if (!Multipart.isForm(type) || type == null) {
      read(query, body, 0, body.length(), DISPLAY_NAMES, profiles);
      return;
    }
    Map<String, Multipart.Part> parts = Multipart.parse(body, type);
    Multipart.Part profile = parts.get(PROFILE);
    if (parts.containsKey(PREVIOUS)) {
      throw refused(
          "the part prev_profile is not supported: cumulative profiles are turned into differences"
              + " by the agent; upgrade it (pyroscope-go 1.0 or newer)");
    }
    if (profile == null) {
      throw refused("the form has no part \"" + PROFILE + "\"");
    }
    Multipart.Part config = parts.get(CONFIG);
    Map<String, String> names = config == null ? DISPLAY_NAMES : displayNames(body, config);
    read(query, body, profile.from(), profile.to(), names, profiles);
  }

  private static void read(
      IngestQuery query,
      Body body,
      int from,
      int to,
      Map<String, String> displayNames,
      PprofIntake.Reader profiles) {
    profiles.read(
        body.array(),
        from,
        to,
        decoded -> {
          PprofRow row = new PprofRow(named(query, decoded, profiles));
          return new PprofIntake.Labelled(
              query.labels(row.metric(displayNames), query.name().app()),
              row.fixed(query.fromNanos()));
        });
  }

  private static Profiles named(IngestQuery query, Profiles decoded, PprofIntake.Reader profiles) {
    return ScriptNames.areOf(query.spyName())
        ? ScriptNames.rewrite(decoded, profiles::bookTexts)
        : decoded;
  }

  /** An object that has, for each type of values, an object with a display name or without. */
  private static Map<String, String> displayNames(Body body, Multipart.Part part) {
    if (part.to() - part.from() > MAX_CONFIG_BYTES) {
      throw refused(CONFIG + " is more than " + MAX_CONFIG_BYTES + " bytes long");
    }
    // Jackson takes overlong forms and surrogates for the characters that they would stand for.
    if (!Utf8.isValid(body.array(), part.from(), part.to())) {
      throw refused(CONFIG + " is not valid JSON: it is not UTF-8");
    }
    Map<String, String> names = new HashMap<>();
    JsonFactory factory =
        JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();
    try (JsonParser in = factory.createParser(body.array(), part.from(), part.to() - part.from())) {
      expectObject(in.nextToken());
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String type = in.currentName();
        expectObject(in.nextToken());
        while (in.nextToken() != JsonToken.END_OBJECT) {
          String key = in.currentName();
          boolean isText = in.nextToken() == JsonToken.VALUE_STRING;
          if (key.equals("display-name") && isText && !in.getText().isEmpty()) {
            names.put(type, in.getText());
          }
          in.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      throw refused(CONFIG + " is not valid JSON: " + e.getOriginalMessage());
    } catch (CharConversionException e) {
      // Jackson takes what begins with zeros for UTF-16 or UTF-32.
      throw refused(CONFIG + " is not valid JSON: " + e.getMessage());
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot be read", e);
    }
    return names;
  }

  private static void expectObject(@Nullable JsonToken token) {
    if (token != JsonToken.START_OBJECT) {
      throw refused(CONFIG + " is not an object of objects");
    }
  }

  private static AnswerException refused(String message) {
    return new AnswerException(Answer.refused(Answer.Kind.UNDECODABLE, message));
  }
}
