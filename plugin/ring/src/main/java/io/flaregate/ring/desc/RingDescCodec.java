package io.flaregate.ring.desc;

import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.TokenList;
import io.flaregate.ring.Utf8Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads and writes the value under which a ring is stored: protobuf {@code Desc}, compressed as one
 * Snappy block (vector file {@code ring_desc.json}).
 *
 * <p>Liberal in what it reads: packed and unpacked tokens, unknown fields, repeated keys (the last
 * one wins). Bounded: size, members and versions are limited, so that a hostile value costs little
 * more than its bytes.
 */
public final class RingDescCodec {
  /** Most members of a ring. */
  public static final int MAX_MEMBERS = 1 << 16;

  /** Most version fields of all members together. */
  public static final int MAX_VERSIONS = 1 << 16;

  private RingDescCodec() {}

  /**
   * Decompresses and reads a stored value.
   *
   * @param maxBytes limit of the decompressed size
   * @throws RingDescException if the value is damaged or too large
   */
  public static RingDesc decode(byte[] value, int maxBytes) throws RingDescException {
    return parse(SnappyBlock.decode(value, maxBytes));
  }

  /** Writes and compresses a value; members in the order of their keys' bytes. */
  public static byte[] encode(RingDesc desc) {
    return SnappyBlock.encode(write(desc));
  }

  /**
   * Reads the message alone, without Snappy round it.
   *
   * @throws RingDescException if it is damaged or has too many members
   */
  public static RingDesc parse(byte[] message) throws RingDescException {
    Map<String, RingDesc.Entry> entries = new LinkedHashMap<>();
    VersionBudget budget = new VersionBudget();
    WireReader in = new WireReader(message, 0, message.length);
    while (in.next()) {
      if (in.field() != 1) {
        in.skip();
        continue;
      }
      RingDesc.Entry entry = entry(in.message("Ingesters"), budget);
      entries.put(entry.key(), entry);
      if (entries.size() > MAX_MEMBERS) {
        throw new RingDescException("ring has more than " + MAX_MEMBERS + " members");
      }
    }
    return new RingDesc(List.copyOf(entries.values()));
  }

  private static RingDesc.Entry entry(WireReader in, VersionBudget budget)
      throws RingDescException {
    String key = "";
    InstanceReader value = new InstanceReader(budget);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> key = in.text("Key");
        case 2 -> value.read(in.message("Value"));
        default -> in.skip();
      }
    }
    return new RingDesc.Entry(key, value.instance(), value.versions);
  }

  /** Writes the message alone, without Snappy round it. */
  public static byte[] write(RingDesc desc) {
    List<RingDesc.Entry> sorted = new ArrayList<>(desc.entries());
    sorted.sort(Comparator.comparing(RingDesc.Entry::key, Utf8Order.COMPARATOR));
    WireWriter out = new WireWriter();
    for (RingDesc.Entry entry : sorted) {
      WireWriter pair = new WireWriter();
      pair.text(1, entry.key());
      pair.bytes(2, instance(entry));
      out.bytes(1, pair.toBytes());
    }
    return out.toBytes();
  }

  private static byte[] instance(RingDesc.Entry entry) {
    Instance instance = entry.instance();
    WireWriter out = new WireWriter();
    out.text(1, instance.addr());
    out.varint(2, instance.heartbeatUnixSeconds());
    out.varint(3, instance.state().number());
    if (!instance.tokens().isEmpty()) {
      WireWriter packed = new WireWriter();
      for (int token : instance.tokens().toArray()) {
        packed.raw(Integer.toUnsignedLong(token));
      }
      out.bytes(6, packed.toBytes());
    }
    out.text(7, instance.zone());
    out.varint(8, instance.registeredUnixSeconds());
    out.text(9, instance.id());
    out.varint(10, instance.readOnlyUpdatedUnixSeconds());
    out.varint(11, instance.readOnly() ? 1 : 0);
    new TreeMap<>(entry.versions())
        .forEach(
            (key, number) -> {
              WireWriter pair = new WireWriter();
              pair.varint(1, key);
              pair.varint(2, number);
              out.bytes(12, pair.toBytes());
            });
    return out.toBytes();
  }

  private static final class VersionBudget {
    private int left = MAX_VERSIONS;

    void take() throws RingDescException {
      if (--left < 0) {
        throw new RingDescException("ring has more than " + MAX_VERSIONS + " versions");
      }
    }
  }

  /** Collects the fields of one member; of a field that comes twice the last one counts. */
  private static final class InstanceReader {
    private final VersionBudget budget;
    private final Map<Long, Long> versions = new TreeMap<>();
    private String id = "";
    private String addr = "";
    private String zone = "";
    private int state;
    private long heartbeat;
    private long registered;
    private boolean readOnly;
    private long readOnlyUpdated;
    private int[] tokens = new int[0];
    private int tokenCount;

    InstanceReader(VersionBudget budget) {
      this.budget = budget;
    }

    Instance instance() {
      return new Instance(
          id,
          addr,
          zone,
          InstanceState.of(state),
          heartbeat,
          registered,
          readOnly,
          readOnlyUpdated,
          TokenList.of(Arrays.copyOf(tokens, tokenCount)));
    }

    void read(WireReader in) throws RingDescException {
      while (in.next()) {
        switch (in.field()) {
          case 1 -> addr = in.text("Addr");
          case 2 -> heartbeat = in.varint("Timestamp");
          case 3 -> state = (int) in.varint("State");
          case 6 -> tokens(in);
          case 7 -> zone = in.text("Zone");
          case 8 -> registered = in.varint("RegisteredTimestamp");
          case 9 -> id = in.text("Id");
          case 10 -> readOnlyUpdated = in.varint("ReadOnlyUpdatedTimestamp");
          case 11 -> readOnly = in.varint("ReadOnly") != 0;
          case 12 -> version(in.message("Versions"));
          default -> in.skip();
        }
      }
    }

    /** Packed or not; a token wider than 32 bits is cut. */
    private void tokens(WireReader in) throws RingDescException {
      if (in.wireType() == WireReader.VARINT) {
        room(1);
        tokens[tokenCount++] = (int) in.varint();
        return;
      }
      WireReader packed = in.message("Tokens");
      room(packed.countVarints());
      while (!packed.atEnd()) {
        tokens[tokenCount++] = (int) packed.varint();
      }
    }

    private void room(int more) {
      if (tokens.length - tokenCount < more) {
        tokens = Arrays.copyOf(tokens, Math.max(tokenCount + more, tokenCount * 2));
      }
    }

    private void version(WireReader in) throws RingDescException {
      budget.take();
      long key = 0;
      long number = 0;
      while (in.next()) {
        switch (in.field()) {
          case 1 -> key = in.varint("Key");
          case 2 -> number = in.varint("Value");
          default -> in.skip();
        }
      }
      versions.put(key, number);
    }
  }
}
