package io.flaregate.phlare.receiver.ingest;

import io.flaregate.phlare.receiver.batch.Batch;
import io.flaregate.phlare.receiver.batch.LabelPairs;
import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.OverBudgetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Files of speedscope. Each of their profiles becomes one, told apart by the label {@code
 * profile_name}; those of equal names are added up. Times become nanoseconds.
 */
final class SpeedscopeFormat {
  /** How many frames the stacktraces of a request may have together. */
  private static final int MAX_FRAMES = 1 << 22;

  private static final int MAX_PROFILES = 4096;

  private final IngestQuery query;
  private final Admission account;
  private int frames;
  private int[] reversed = new int[64];

  private SpeedscopeFormat(IngestQuery query, Admission account) {
    this.query = query;
    this.account = account;
  }

  private record Named(List<String> frames, Speedscope.Profile profile) {}

  /**
   * Reads a file into a batch.
   *
   * @throws AnswerException if it is none
   */
  static void read(IngestQuery query, Body body, Batch batch, Admission account) {
    List<Named> profiles = new ArrayList<>();
    Speedscope.read(
        body,
        (frames, profile) -> {
          if (profiles.size() == MAX_PROFILES) {
            throw Speedscope.bad("it has more than " + MAX_PROFILES + " profiles");
          }
          profiles.add(new Named(frames, profile));
        });
    SpeedscopeFormat format = new SpeedscopeFormat(query, account);
    for (Named each : profiles) {
      format.add(each, profiles.size() > 1, batch, body.length() / profiles.size());
    }
  }

  private void add(Named named, boolean isOneOfMany, Batch batch, int bytes) {
    Speedscope.Profile profile = named.profile();
    AppType type = type(profile.unit, isOneOfMany);
    ProfileColumns columns = columns(type, profile.unit);
    double factor = factor(profile.unit);
    switch (profile.type) {
      case "evented" -> evented(named, factor, columns);
      case "sampled" -> sampled(named, factor, columns);
      default -> throw Speedscope.bad("a profile is neither evented nor sampled");
    }
    LabelPairs labels = query.labels(type.metric(), type.app());
    if (!profile.name.isEmpty() && !query.name().labels().containsKey("profile_name")) {
      labels.add("profile_name", profile.name);
    }
    batch.add(labels, columns.build(query.fromNanos(), query.durationNanos(), bytes), bytes);
  }

  /** One profile is what the application's name ends with; of several each is what its unit is. */
  private AppType type(String unit, boolean isOneOfMany) {
    String app = query.name().app();
    if (!isOneOfMany) {
      return AppType.of(app);
    }
    return unit.equals("bytes")
        ? new AppType(app, "memory", "samples", "bytes")
        : new AppType(app, "wall", "samples", "count");
  }

  private static ProfileColumns columns(AppType type, String unit) {
    ProfileColumns columns = new ProfileColumns();
    boolean isTime = !unit.equals("none") && !unit.equals("bytes");
    if (type.countsTime() && isTime) {
      return columns
          .type(type.metric().equals("wall") ? "wall" : "cpu", "nanoseconds")
          .period("cpu", "nanoseconds", 1);
    }
    return columns.type(type.type(), type.unit());
  }

  private static double factor(String unit) {
    return switch (unit) {
      case "none", "bytes", "nanoseconds" -> 1;
      case "microseconds" -> 1e3;
      case "milliseconds" -> 1e6;
      case "seconds" -> 1e9;
      default -> throw Speedscope.bad("a profile has an unknown unit");
    };
  }

  private void evented(Named named, double factor, ProfileColumns columns) {
    Speedscope.Profile profile = named.profile();
    int[] stack = new int[64];
    int depth = 0;
    double last = profile.start;
    for (int i = 0; i < profile.times.size(); i++) {
      double at = Double.longBitsToDouble(profile.times.get(i));
      if (!(at >= last)) {
        throw Speedscope.bad("events are not in the order of their times");
      }
      if (depth > 0 && at > last) {
        sample(stack, depth, named.frames(), columns);
        columns.value(Math.round((at - last) * factor));
      }
      int frame = profile.events.get(2 * i + 1);
      if (profile.events.get(2 * i) == 1) {
        stack = depth == stack.length ? Arrays.copyOf(stack, 2 * depth) : stack;
        stack[depth++] = frame;
      } else if (depth == 0 || stack[--depth] != frame) {
        throw Speedscope.bad("a frame is closed that is not the last one opened");
      }
      last = at;
    }
  }

  private void sampled(Named named, double factor, ProfileColumns columns) {
    Speedscope.Profile profile = named.profile();
    int count = profile.sampleEnds.size();
    if (count != profile.weights.size()) {
      throw Speedscope.bad(
          "a profile has " + count + " samples and " + profile.weights.size() + " weights");
    }
    IntColumn all = profile.sampleFrames;
    for (int i = 0; i < count; i++) {
      double weight = Double.longBitsToDouble(profile.weights.get(i));
      if (!(weight >= 0)) {
        throw Speedscope.bad("a weight is negative");
      }
      int from = profile.sampleEnds.start(i);
      int to = profile.sampleEnds.get(i);
      int[] stack = new int[to - from];
      for (int at = from; at < to; at++) {
        stack[at - from] = all.get(at);
      }
      sample(stack, stack.length, named.frames(), columns);
      columns.value(Math.round(weight * factor));
    }
  }

  /** Files have the root first, columns the leaf. */
  private void sample(int[] stack, int count, List<String> names, ProfileColumns columns) {
    frames += count;
    if (frames > MAX_FRAMES) {
      throw Speedscope.bad("its stacktraces have more than " + MAX_FRAMES + " frames together");
    }
    if (!account.grow((long) Integer.BYTES * (count + 4))) {
      throw new AnswerException(new OverBudgetException().answer());
    }
    reversed = reversed.length < count ? new int[2 * count] : reversed;
    for (int i = 0; i < count; i++) {
      int frame = stack[count - 1 - i];
      if (frame < 0 || frame >= names.size()) {
        throw Speedscope.bad("there is no frame " + frame);
      }
      reversed[i] = columns.location(names.get(frame), 0);
    }
    columns.sample(reversed, count, 0);
  }
}
