package io.flaregate.profiles.otlp;

import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Detail;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a request: rejections first, then notes of what was repaired or left out, one for
 * each row and reason. No more text is made than a result keeps.
 */
final class Report {
  private final ConsumeResult.Builder result;
  private final Map<Reason, Counter> counts = new EnumMap<>(Reason.class);
  private final List<Note> notes = new ArrayList<>();
  private int rejections;
  private int omittedNotes;

  Report(int profiles) {
    result = ConsumeResult.builder(profiles);
  }

  /** Whether the next rejection keeps its text; if not, it need not be made. */
  boolean wantsText() {
    return rejections < ConsumeResult.MAX_DETAILS;
  }

  /** A profile is rejected. */
  void reject(int profile, Reason reason, String message) {
    count(reason, 1);
    if (rejections < ConsumeResult.MAX_DETAILS) {
      result.outcome(profile, Outcome.REJECTED, reason, message);
      rejections++;
    } else {
      result.outcome(profile, Outcome.REJECTED).omitted(1);
    }
  }

  private void count(Reason reason, int times) {
    counts.computeIfAbsent(reason, each -> new Counter()).count += times;
  }

  /**
   * Counts another fault of the tables, or of a resource or scope, if one of this reason has been
   * noted before; then its text need not be made.
   */
  boolean again(Reason reason) {
    Note note = find(Detail.WHOLE_REQUEST, reason);
    if (note == null) {
      return false;
    }
    count(reason, 1);
    note.times++;
    return true;
  }

  /** Something of the tables, or of a resource or scope, was repaired or left out. */
  void note(Reason reason, String first) {
    note(Detail.WHOLE_REQUEST, reason, 1, first);
  }

  /**
   * Something of a profile was repaired or left out, a number of times.
   *
   * @param first says it of the first of them
   */
  void note(int profile, Reason reason, int times, String first) {
    count(reason, times);
    Note known = find(profile, reason);
    if (known != null) {
      known.times += times;
    } else if (notes.size() < ConsumeResult.MAX_DETAILS) {
      notes.add(new Note(profile, reason, times, first));
    } else {
      omittedNotes++;
    }
  }

  /** Without an iterator: a request can have a million of one fault. */
  private @Nullable Note find(int profile, Reason reason) {
    for (int i = 0; i < notes.size(); i++) {
      Note note = notes.get(i);
      if (note.profile == profile && note.reason == reason) {
        return note;
      }
    }
    return null;
  }

  ConsumeResult result() {
    for (Note note : notes) {
      result.detail(note.profile, note.reason, note.text());
    }
    return result.omitted(omittedNotes).build();
  }

  Map<Reason, Long> counts() {
    Map<Reason, Long> copy = new EnumMap<>(Reason.class);
    counts.forEach((reason, counter) -> copy.put(reason, counter.count));
    return copy;
  }

  private static final class Counter {
    private long count;
  }

  private static final class Note {
    private final int profile;
    private final Reason reason;
    private final String first;
    private long times;

    Note(int profile, Reason reason, int times, String first) {
      this.profile = profile;
      this.reason = reason;
      this.times = times;
      this.first = first;
    }

    String text() {
      return times == 1 ? first : first + " (" + times + " in all)";
    }
  }
}
