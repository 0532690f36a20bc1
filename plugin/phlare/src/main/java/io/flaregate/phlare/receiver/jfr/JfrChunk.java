package io.flaregate.phlare.receiver.jfr;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A chunk of a recording: its events, and what they refer to. */
final class JfrChunk {
  private static final int HEADER_BYTES = 68;
  private static final int MAGIC = 0x464c5200;
  private static final int SIZE_AT = 8;
  private static final int POOLS_AT = 16;
  private static final int METADATA_AT = 24;
  private static final int TICKS_AT = 56;
  private static final int FEATURES_AT = 64;
  private static final int FIRST_EVENT_TYPE = 2;

  private final JfrBytes in;
  private final JfrTypes types;
  private final JfrPools pools;
  private final int size;
  private final long ticksPerSecond;
  private final Map<Long, String> methodNames = new HashMap<>();

  private JfrChunk(JfrBytes in, JfrTypes types, JfrPools pools, int size, long ticksPerSecond) {
    this.in = in;
    this.types = types;
    this.pools = pools;
    this.size = size;
    this.ticksPerSecond = ticksPerSecond;
  }

  /** Reads the chunk that the bytes from {@code from} on start with. */
  static JfrChunk read(byte[] bytes, int from, int to) throws MalformedJfrException {
    ByteBuffer head = ByteBuffer.wrap(bytes);
    if (to - from < HEADER_BYTES || head.getInt(from) != MAGIC) {
      throw new MalformedJfrException("no chunk starts at byte " + from);
    }
    long size = head.getLong(from + SIZE_AT);
    if (size < HEADER_BYTES || size > to - from) {
      throw new MalformedJfrException("the chunk at byte " + from + " is not whole");
    }
    if ((head.getInt(from + FEATURES_AT) & 1) == 0) {
      throw new MalformedJfrException("numbers that are not compressed are not supported");
    }
    JfrBytes in = new JfrBytes(Arrays.copyOfRange(bytes, from, from + (int) size));
    JfrTypes types = JfrTypes.read(in, head.getLong(from + METADATA_AT));
    JfrPools pools = JfrPools.read(in, types, head.getLong(from + POOLS_AT));
    return new JfrChunk(in, types, pools, (int) size, head.getLong(from + TICKS_AT));
  }

  /** How many bytes the chunk has. */
  int size() {
    return size;
  }

  /** Sees each event. */
  interface Events {
    /** Sees an event; the values of its fields are at hand until it returns. */
    void event(String type) throws MalformedJfrException;
  }

  private JfrTypes.@Nullable Type eventType;
  private int eventAt;
  private int eventEnd;

  /** Goes through all events in their order. */
  void forEach(Events events) throws MalformedJfrException {
    int at = HEADER_BYTES;
    while (at < size) {
      long length = in.enterEvent(at);
      long type = in.varlong();
      if (type >= FIRST_EVENT_TYPE) {
        eventType = types.of(type);
        eventAt = in.position();
        eventEnd = at + (int) length;
        events.event(eventType.name);
      }
      at += (int) length;
    }
  }

  private JfrTypes.@Nullable Field seek(String name) throws MalformedJfrException {
    JfrTypes.Type type = eventType;
    if (type == null) {
      return null;
    }
    in.seek(eventAt, eventEnd - eventAt);
    return types.seek(in, type, name);
  }

  /**
   * A number, or the number of an entry of a pool, that the event at hand has; 0 if it has none.
   */
  long number(String field) throws MalformedJfrException {
    JfrTypes.Field found = seek(field);
    return found == null || !isNumber(found) ? 0 : in.varlong();
  }

  private boolean isNumber(JfrTypes.Field field) throws MalformedJfrException {
    return !field.isArray()
        && (field.isPooled() || types.of(field.type()).form == JfrTypes.Form.VARINT);
  }

  /** A text that the event at hand has; empty if it has none. */
  String text(String field) throws MalformedJfrException {
    JfrTypes.Field found = seek(field);
    return found == null || types.of(found.type()).form != JfrTypes.Form.TEXT ? "" : in.text();
  }

  /** The time that a field of the event at hand tells in ticks, in nanoseconds. */
  long nanos(String field) throws MalformedJfrException {
    long ticks = number(field);
    return ticksPerSecond == 1_000_000_000 || ticksPerSecond <= 0
        ? ticks
        : (long) (ticks * (1e9 / ticksPerSecond));
  }

  /** The name of the state of a thread. */
  String threadState(long id) throws MalformedJfrException {
    JfrTypes.Type type = types.named("jdk.types.ThreadState");
    return type == null || !enter(type, id) || types.seek(in, type, "name") == null
        ? ""
        : in.text();
  }

  private boolean enter(JfrTypes.Type type, long id) throws MalformedJfrException {
    int position = pools.find(type.id, id);
    if (position < 0) {
      return false;
    }
    in.seek(position);
    return true;
  }

  /** Sees each frame of a stacktrace, from the leaf on. */
  interface Frames {
    /** Sees a frame. */
    void frame(String name, int line) throws MalformedJfrException;
  }

  /** Goes through a stacktrace; false if there is none of the number. */
  boolean frames(long stack, Frames frames) throws MalformedJfrException {
    JfrTypes.Type type = types.named("jdk.types.StackTrace");
    JfrTypes.Type frame = types.named("jdk.types.StackFrame");
    if (type == null || frame == null || !enter(type, stack)) {
      return false;
    }
    JfrTypes.Field field = types.seek(in, type, "frames");
    if (field == null || !field.isArray() || field.isPooled() || field.type() != frame.id) {
      return false;
    }
    int count = in.count();
    int at = in.position();
    for (int i = 0; i < count; i++) {
      long method = value(frame, at, "method");
      int line = (int) value(frame, at, "lineNumber");
      in.seek(at);
      types.skip(in, frame);
      at = in.position();
      frames.frame(methodName(method), Math.max(0, line));
    }
    return true;
  }

  private long value(JfrTypes.Type type, int at, String name) throws MalformedJfrException {
    in.seek(at);
    JfrTypes.Field field = types.seek(in, type, name);
    return field == null || !isNumber(field) ? 0 : in.varlong();
  }

  /** The name of a method with that of its class. */
  private String methodName(long id) throws MalformedJfrException {
    String known = methodNames.get(id);
    if (known != null) {
      return known;
    }
    String name = makeMethodName(id);
    methodNames.put(id, name);
    return name;
  }

  private String makeMethodName(long id) throws MalformedJfrException {
    JfrTypes.Type method = types.named("jdk.types.Method");
    JfrTypes.Type owner = types.named("java.lang.Class");
    if (method == null || owner == null || !enter(method, id)) {
      return "(unknown)";
    }
    int at = in.position();
    long symbol = value(method, at, "name");
    long ownerId = value(method, at, "type");
    String name = symbol(symbol);
    String ownerName = enter(owner, ownerId) ? symbol(value(owner, in.position(), "name")) : "";
    return ownerName.isEmpty() ? name : ownerName + "." + name;
  }

  private String symbol(long id) throws MalformedJfrException {
    JfrTypes.Type type = types.named("jdk.types.Symbol");
    return type == null || !enter(type, id) || types.seek(in, type, "string") == null
        ? ""
        : in.text();
  }
}
