package io.flaregate.phlare.receiver.ingest;

import com.linecorp.armeria.common.MediaType;
import io.flaregate.phlare.receiver.batch.Batch;
import io.flaregate.phlare.receiver.batch.LabelPairs;
import io.flaregate.phlare.receiver.jfr.JfrKind;
import io.flaregate.phlare.receiver.jfr.JfrLabels;
import io.flaregate.phlare.receiver.jfr.JfrRecording;
import io.flaregate.phlare.receiver.jfr.MalformedJfrException;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.BodyException;
import io.flaregate.transport.compress.BodyReader;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.OverBudgetException;
import io.flaregate.transport.compress.SizeLimit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A recording of JDK Flight Recorder: the body, or the part {@code jfr} of a form, which may have
 * another part {@code labels}. Either may be gzip. It becomes a profile for each kind of sample.
 */
final class JfrFormat implements JfrRecording.Sink {
  private final IngestQuery query;
  private final Admission account;
  private final Map<JfrKind, ProfileColumns> columns = new EnumMap<>(JfrKind.class);
  private int[] locations = new int[64];
  private int depth;

  private JfrFormat(IngestQuery query, Admission account) {
    this.query = query;
    this.account = account;
  }

  /**
   * Reads a recording into a batch.
   *
   * @throws AnswerException if it is none
   */
  static void read(
      IngestQuery query,
      @Nullable MediaType type,
      Body body,
      SizeLimit limit,
      Batch batch,
      Admission account) {
    try {
      JfrFormat format = new JfrFormat(query, account);
      Body recording = body;
      JfrLabels labels = JfrLabels.none();
      if (type != null && Multipart.isForm(type)) {
        Map<String, Multipart.Part> parts = Multipart.parse(body, type);
        Multipart.Part jfr = parts.get("jfr");
        if (jfr == null) {
          throw undecodable("the form has no part \"jfr\"");
        }
        recording = plain(body, jfr, limit, account);
        Multipart.Part snapshot = parts.get("labels");
        if (snapshot != null && snapshot.to() > snapshot.from()) {
          Body plain = plain(body, snapshot, limit, account);
          labels = JfrLabels.read(plain.array(), 0, plain.length());
        }
      } else {
        recording = plain(body, new Multipart.Part(0, body.length()), limit, account);
      }
      String event = JfrRecording.read(recording.array(), 0, recording.length(), labels, format);
      format.addTo(batch, event, recording.length());
    } catch (MalformedJfrException e) {
      throw undecodable("request is not a valid JFR recording: " + e.getMessage());
    } catch (BodyException e) {
      throw new AnswerException(e.answer());
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot be read", e);
    }
  }

  private static AnswerException undecodable(String message) {
    return new AnswerException(Answer.refused(Answer.Kind.UNDECODABLE, message));
  }

  private static Body plain(Body body, Multipart.Part part, SizeLimit limit, Admission account)
      throws IOException {
    byte[] bytes = body.array();
    int from = part.from();
    int length = part.to() - from;
    if (length >= 2 && bytes[from] == 0x1f && (bytes[from + 1] & 0xff) == 0x8b) {
      ByteArrayInputStream in = new ByteArrayInputStream(bytes, from, length);
      return BodyReader.decode(ContentEncoding.GZIP, in, length, limit, account);
    }
    if (from == 0) {
      return new Body(bytes, length);
    }
    BodyReader.book(account, length);
    return new Body(Arrays.copyOfRange(bytes, from, part.to()), length);
  }

  @Override
  public void book(long bytes) {
    if (!account.grow(bytes)) {
      throw new AnswerException(new OverBudgetException().answer());
    }
  }

  private ProfileColumns of(JfrKind kind) {
    return columns.computeIfAbsent(kind, this::make);
  }

  private ProfileColumns make(JfrKind kind) {
    ProfileColumns made = new ProfileColumns();
    String[] types = kind.types();
    for (int i = 0; i < types.length; i += 2) {
      made.type(types[i], types[i + 1]);
    }
    long period = kind.countsTime() ? query.periodNanos() : 0;
    return made.period(kind.periodType(), kind.periodUnit(), period)
        .factor(period == 0 ? 1 : period);
  }

  @Override
  public void frame(JfrKind kind, String name, int line) {
    if (depth == locations.length) {
      locations = Arrays.copyOf(locations, 2 * depth);
    }
    locations[depth++] = of(kind).location(name, line);
  }

  @Override
  public void sample(JfrKind kind, SortedMap<String, String> labels, long count, long amount) {
    ProfileColumns target = of(kind);
    String[] texts = new String[2 * labels.size()];
    int at = 0;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      texts[at++] = label.getKey();
      texts[at++] = label.getValue();
    }
    target.sample(locations, depth, target.labels(texts));
    target.value(count);
    if (kind.types().length > 2) {
      target.value(amount);
    }
    depth = 0;
  }

  private void addTo(Batch batch, String event, int bytes) {
    columns.forEach(
        (kind, each) -> {
          LabelPairs labels = query.labels(kind.metric(), query.name().app());
          if (!event.isEmpty()) {
            labels.add("jfr_event", event);
          }
          batch.add(
              labels,
              each.build(query.fromNanos(), query.durationNanos(), bytes),
              bytes / columns.size());
        });
  }
}
