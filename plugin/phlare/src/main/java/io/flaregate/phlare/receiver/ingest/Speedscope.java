package io.flaregate.phlare.receiver.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.profiles.merge.LongColumn;
import io.flaregate.profiles.wire.Utf8;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import java.io.CharConversionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a file of speedscope (<a
 * href="https://www.speedscope.app/file-format-schema.json">schema</a>): first the frames, wherever
 * they stand, then profile by profile.
 */
final class Speedscope {
  private static final String SCHEMA = "https://www.speedscope.app/file-format-schema.json";
  private static final int MAX_DEPTH = 64;

  private final Body body;
  private final JsonFactory factory;
  private final List<String> frames = new ArrayList<>();
  private String schema = "";

  private Speedscope(Body body) {
    this.body = body;
    factory =
        JsonFactory.builder()
            // JSON is UTF-8; nothing else is guessed from the first bytes.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();
  }

  /** A profile as the file has it: columns of its events, or of its samples. */
  static final class Profile {
    String type = "";
    String name = "";
    String unit = "none";
    double start;

    /** Of each event whether it opens a frame (1) or closes it (0), and the frame. */
    final IntColumn events = new IntColumn();

    /** When each event was, as {@link Double#doubleToRawLongBits}. */
    final LongColumn times = new LongColumn();

    /** The frames of all samples from the root on, and where those of each end. */
    final IntColumn sampleFrames = new IntColumn();

    final IntColumn sampleEnds = new IntColumn();

    /** The weight of each sample, as {@link Double#doubleToRawLongBits}. */
    final LongColumn weights = new LongColumn();
  }

  /** Takes profiles. */
  interface Profiles {
    /** Takes a profile. */
    void profile(List<String> frames, Profile profile);
  }

  /**
   * Reads a file.
   *
   * @throws AnswerException if it is none
   */
  static void read(Body body, Profiles profiles) {
    // Jackson takes overlong forms and surrogates for the characters that they would stand for.
    if (!Utf8.isValid(body.array(), 0, body.length())) {
      throw bad("it is not UTF-8");
    }
    Speedscope file = new Speedscope(body);
    try {
      file.walk(profile -> {}, false);
      if (!file.schema.equals(SCHEMA)) {
        throw bad("its $schema is not " + SCHEMA);
      }
      file.walk(profile -> profiles.profile(file.frames, profile), true);
    } catch (JsonProcessingException e) {
      throw bad(e.getOriginalMessage());
    } catch (CharConversionException e) {
      // Jackson takes what begins with zeros for UTF-16 or UTF-32.
      throw bad(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot be read", e);
    }
  }

  static AnswerException bad(String what) {
    return new AnswerException(
        Answer.refused(Answer.Kind.UNDECODABLE, "request is not a valid speedscope file: " + what));
  }

  private interface Taker {
    void take(Profile profile);
  }

  private interface Field {
    void read(String name) throws IOException;
  }

  private void walk(Taker taker, boolean second) throws IOException {
    try (JsonParser in = factory.createParser(body.array(), 0, body.length())) {
      in.nextToken();
      object(
          in,
          name -> {
            if (second && name.equals("profiles")) {
              array(in, () -> taker.take(profile(in)));
            } else if (!second && name.equals("shared")) {
              object(in, inner -> shared(in, inner));
            } else if (!second && name.equals("$schema")) {
              schema = text(in);
            } else {
              in.skipChildren();
            }
          });
    }
  }

  private static void object(JsonParser in, Field field) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw bad("an object is expected");
    }
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      field.read(name);
    }
  }

  private interface Element {
    void read() throws IOException;
  }

  private static void array(JsonParser in, Element element) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      throw bad("an array is expected");
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      element.read();
    }
  }

  private void shared(JsonParser in, String name) throws IOException {
    if (!name.equals("frames")) {
      in.skipChildren();
      return;
    }
    array(
        in,
        () -> {
          String[] text = {""};
          object(
              in,
              key -> {
                if (key.equals("name")) {
                  text[0] = text(in);
                } else {
                  in.skipChildren();
                }
              });
          frames.add(text[0]);
        });
  }

  private static Profile profile(JsonParser in) throws IOException {
    Profile profile = new Profile();
    object(
        in,
        name -> {
          switch (name) {
            case "type" -> profile.type = text(in);
            case "name" -> profile.name = text(in);
            case "unit" -> profile.unit = text(in);
            case "startValue" -> profile.start = number(in);
            case "events" -> array(in, () -> event(in, profile));
            case "samples" ->
                array(
                    in,
                    () -> {
                      array(in, () -> profile.sampleFrames.add(index(in)));
                      profile.sampleEnds.add(profile.sampleFrames.size());
                    });
            case "weights" ->
                array(in, () -> profile.weights.add(Double.doubleToRawLongBits(number(in))));
            default -> in.skipChildren();
          }
        });
    return profile;
  }

  private static void event(JsonParser in, Profile profile) throws IOException {
    int[] opensAndFrame = {-1, -1};
    double[] at = {Double.NaN};
    object(
        in,
        name -> {
          switch (name) {
            case "type" ->
                opensAndFrame[0] =
                    switch (text(in)) {
                      case "O" -> 1;
                      case "C" -> 0;
                      default -> throw bad("an event is neither of type O nor C");
                    };
            case "frame" -> opensAndFrame[1] = index(in);
            case "at" -> at[0] = number(in);
            default -> in.skipChildren();
          }
        });
    if (opensAndFrame[0] < 0 || opensAndFrame[1] < 0 || Double.isNaN(at[0])) {
      throw bad("an event lacks its type, its frame or its time");
    }
    profile.events.add(opensAndFrame[0]);
    profile.events.add(opensAndFrame[1]);
    profile.times.add(Double.doubleToRawLongBits(at[0]));
  }

  /** A value that is a text, or can be taken for one; a list or an object has no end here. */
  private static String text(JsonParser in) throws IOException {
    if (!in.currentToken().isScalarValue()) {
      throw bad("a text is expected");
    }
    return in.getText();
  }

  private static int index(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw bad("the number of a frame is expected");
    }
    return in.getIntValue();
  }

  private static double number(JsonParser in) throws IOException {
    if (!in.currentToken().isNumeric()) {
      throw bad("a number is expected");
    }
    return in.getDoubleValue();
  }
}
