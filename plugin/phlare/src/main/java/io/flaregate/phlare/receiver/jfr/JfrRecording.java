package io.flaregate.phlare.receiver.jfr;

import io.flaregate.profiles.merge.IntListTable;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedMap;

/**
 * A recording, chunk by chunk: its samples by kind, stacktrace and labels, those of one chunk added
 * up. A stacktrace is expanded once for each of those, not once for each event, and all together
 * are bounded.
 */
public final class JfrRecording {
  /** How many frames the stacktraces of a recording may have together. */
  public static final int MAX_FRAMES = 1 << 22;

  private static final JfrKind[] KINDS = JfrKind.values();

  private final byte[] bytes;
  private final int to;
  private final JfrLabels labels;
  private final Sink sink;
  private String event = "";
  private int frames;

  private JfrRecording(byte[] bytes, int to, JfrLabels labels, Sink sink) {
    this.bytes = bytes;
    this.to = to;
    this.labels = labels;
    this.sink = sink;
  }

  /** Takes samples. */
  public interface Sink {
    /** Called before bytes are kept. */
    void book(long bytes);

    /** A frame of the stacktrace of the sample that comes next, from the leaf on. */
    void frame(JfrKind kind, String name, int line);

    /**
     * A sample.
     *
     * @param labels its labels by their names
     * @param count how often it was taken
     * @param amount what the samples add up to: bytes or nanoseconds
     */
    void sample(JfrKind kind, SortedMap<String, String> labels, long count, long amount);
  }

  /**
   * Reads the recording that stands in an array up to {@code to}.
   *
   * @return the event that the profiler was set to, as it calls it; empty if it does not tell
   * @throws MalformedJfrException if it is none
   */
  public static String read(byte[] bytes, int from, int to, JfrLabels labels, Sink sink)
      throws MalformedJfrException {
    if (from == to) {
      throw new MalformedJfrException("it is empty");
    }
    JfrRecording recording = new JfrRecording(bytes, to, labels, sink);
    for (int at = from; at < to; ) {
      at += recording.chunk(at);
    }
    return recording.event;
  }

  private int chunk(int from) throws MalformedJfrException {
    JfrChunk chunk = JfrChunk.read(bytes, from, to);
    Sums sums = new Sums(chunk);
    chunk.forEach(sums::event);
    sums.flush();
    return chunk.size();
  }

  /** The samples of a chunk. */
  private final class Sums {
    private static final int KEY_INTS = 9;

    /** Of a key, its sums and the text of its span's id. */
    private static final long KEY_BYTES = 176;

    private final JfrChunk chunk;
    private final IntListTable keys = new IntListTable();
    private final int[] key = new int[KEY_INTS];
    private long[] counts = new long[64];
    private long[] amounts = new long[64];

    Sums(JfrChunk chunk) {
      this.chunk = chunk;
    }

    void event(String type) throws MalformedJfrException {
      switch (type) {
        case "jdk.ExecutionSample" -> execution();
        case "profiler.WallClockSample" -> add(JfrKind.WALL, chunk.number("samples"), 0);
        case "jdk.ObjectAllocationInNewTLAB" -> add(JfrKind.IN_TLAB, 1, chunk.number("tlabSize"));
        case "jdk.ObjectAllocationOutsideTLAB" ->
            add(JfrKind.OUTSIDE_TLAB, 1, chunk.number("allocationSize"));
        case "jdk.ObjectAllocationSample" -> add(JfrKind.ALLOCATION, 1, chunk.number("weight"));
        case "jdk.JavaMonitorEnter" -> add(JfrKind.LOCK, 1, chunk.nanos("duration"));
        case "jdk.ThreadPark" -> add(JfrKind.PARK, 1, chunk.nanos("duration"));
        case "profiler.LiveObject" -> add(JfrKind.LIVE, 1, 0);
        case "profiler.Malloc" -> add(JfrKind.MALLOC, 1, chunk.number("size"));
        case "jdk.ActiveSetting" -> {
          if (chunk.text("name").equals("event")) {
            event = chunk.text("value");
          }
        }
        default -> {
          // What is no sample is not looked at.
        }
      }
    }

    /** A thread that sleeps takes no CPU time; a wall clock profile counts it all the same. */
    private void execution() throws MalformedJfrException {
      String state = chunk.threadState(chunk.number("state"));
      if (!state.isEmpty() && !state.equals("STATE_SLEEPING")) {
        add(JfrKind.CPU, 1, 0);
      }
      if (event.equals("wall")) {
        add(JfrKind.WALL, 1, 0);
      }
    }

    @SuppressWarnings("EnumOrdinal") // the key of a table that lives as long as the chunk
    private void add(JfrKind kind, long count, long amount) throws MalformedJfrException {
      long context = chunk.number("contextId");
      long spanName = chunk.number("spanName");
      key[0] = kind.ordinal();
      set(1, chunk.number("stackTrace"));
      set(3, labels.has(context) ? context : 0);
      set(5, chunk.number("spanId"));
      set(7, labels.text(spanName).isEmpty() ? 0 : spanName);
      int before = keys.size();
      int id = keys.intern(key, KEY_INTS);
      if (id == before) {
        sink.book(KEY_BYTES);
      }
      if (id >= counts.length) {
        counts = Arrays.copyOf(counts, 2 * id);
        amounts = Arrays.copyOf(amounts, 2 * id);
      }
      counts[id] = sum(counts[id], count);
      amounts[id] = sum(amounts[id], amount);
    }

    private void set(int at, long value) {
      key[at] = (int) (value >>> 32);
      key[at + 1] = (int) value;
    }

    private static long sum(long one, long other) {
      long sum = one + other;
      return one >= 0 && other >= 0 && sum < 0 ? Long.MAX_VALUE : sum;
    }

    private long longAt(int id, int from) {
      int at = keys.start(id) + from;
      return (long) keys.element(at) << 32 | (keys.element(at + 1) & 0xffffffffL);
    }

    void flush() throws MalformedJfrException {
      for (int id = 0; id < keys.size(); id++) {
        JfrKind kind = KINDS[keys.element(keys.start(id))];
        // Samples without a stacktrace say nothing.
        if (chunk.frames(longAt(id, 1), (name, line) -> frame(kind, name, line))) {
          sink.sample(kind, labelsOf(id), counts[id], amounts[id]);
        }
      }
    }

    /** Those of the context, and what tells of the span: as Pyroscope names them. */
    private SortedMap<String, String> labelsOf(int id) {
      SortedMap<String, String> all = labels.of(longAt(id, 3));
      long span = longAt(id, 5);
      if (span != 0) {
        all.put("profile_id", HexFormat.of().toHexDigits(span));
      }
      String name = labels.text(longAt(id, 7));
      if (!name.isEmpty()) {
        all.put("span_name", name);
      }
      return all;
    }

    private void frame(JfrKind kind, String name, int line) throws MalformedJfrException {
      if (++frames > MAX_FRAMES) {
        throw new MalformedJfrException(
            "its stacktraces have more than " + MAX_FRAMES + " frames together");
      }
      sink.book(Integer.BYTES);
      sink.frame(kind, name, line);
    }
  }
}
