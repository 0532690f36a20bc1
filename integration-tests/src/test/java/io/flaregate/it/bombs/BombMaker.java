package io.flaregate.it.bombs;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.flaregate.it.badinput.Door;
import io.flaregate.it.badinput.OtlpMaker;
import io.flaregate.it.badinput.PushMaker;
import io.flaregate.it.badinput.Shot;
import io.flaregate.it.badinput.Squeeze;
import io.flaregate.it.badinput.Wire;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Makes the one bomb of a family and a seed. */
final class BombMaker {
  private static final Door[] OTLP = {Door.OTLP_GRPC, Door.OTLP_HTTP};
  private static final Door[] PROTOBUF = {
    Door.OTLP_GRPC, Door.OTLP_HTTP, Door.PUSH_CONNECT, Door.PUSH_GRPC
  };
  private static final int MANY = 100_000;

  private final Random random;

  private BombMaker(long seed) {
    random = new Random(seed);
  }

  static Shot make(Family family, long seed) {
    return new BombMaker(seed).make(family);
  }

  private Shot make(Family family) {
    return switch (family) {
      case GZIP -> gzip();
      case NESTED_GZIP -> nestedGzip();
      case ZSTD -> zstd();
      case SNAPPY -> snappy();
      case DEEP_VALUES -> Shot.of(one(OTLP), deepValues());
      case GROUPS -> Shot.of(one(PROTOBUF), new Wire().groups(15, steps(1_000_000)).done());
      case HUGE_DICTIONARY -> maybeGzip(dictionary());
      case AMPLIFICATION -> maybeGzip(amplification());
      case MANY_SERVICES -> maybeGzip(services());
      case MANY_ATTRIBUTES -> maybeGzip(attributes());
      case HUGE_STRINGS -> maybeGzip(strings());
      case VARINTS -> Shot.of(one(PROTOBUF), varints());
      case JSON -> json();
      case FOLDED -> folded();
    };
  }

  private Door one(Door... doors) {
    return doors[random.nextInt(doors.length)];
  }

  /** A number of steps, more often few than many. */
  private int steps(int most) {
    return (int) Math.max(1, Math.pow(most, 0.4 + 0.6 * random.nextDouble()));
  }

  private Shot gzip() {
    Door door = one(Door.OTLP_GRPC, Door.OTLP_HTTP, Door.OTLP_JSON, Door.PUSH_CONNECT, Door.INGEST);
    byte[] head = random.nextBoolean() ? new byte[0] : OtlpMaker.sound().bytes();
    return Shot.of(door, head).encoded("gzip", Squeeze.gzipBomb(head, steps(1024)));
  }

  private Shot nestedGzip() {
    byte[] bomb = Squeeze.gzipBomb(PushMaker.pprof(), steps(512));
    if (random.nextBoolean()) {
      Door door = one(OTLP);
      return Shot.of(door, bomb).encoded("gzip", Squeeze.gzip(Squeeze.gzip(bomb)));
    }
    List<byte[]> pprofs = Collections.nCopies(1 + random.nextInt(40), bomb);
    byte[] push = PushMaker.push(PushMaker.LABELS, pprofs);
    Shot shot = Shot.of(one(Door.PUSH_CONNECT, Door.PUSH_GRPC), push);
    return random.nextBoolean() ? shot : shot.encoded("gzip", Squeeze.gzip(push));
  }

  private Shot zstd() {
    byte[] bomb = Squeeze.zstdBomb(17 + random.nextInt(15), steps(10_000));
    return Shot.of(one(PROTOBUF), bomb).encoded("zstd", bomb);
  }

  private Shot snappy() {
    long size = 1L << (10 + random.nextInt(23));
    Door door = one(PROTOBUF);
    boolean framed = door.isGrpc() || random.nextBoolean();
    byte[] claim = framed ? Squeeze.snappyFramedClaim(size) : Squeeze.snappyClaim(size - 1);
    return Shot.of(door, claim).encoded("snappy", claim);
  }

  private byte[] deepValues() {
    // KeyValue.value → AnyValue.array_value → ArrayValue.values, or AnyValue.kvlist_value.
    int[] path = random.nextBoolean() ? new int[] {5, 1} : new int[] {6, 1, 2};
    byte[] value = Wire.nestedFields(path, steps(MANY));
    byte[] attribute = new Wire().text(1, "deep").bytes(2, value).done();
    byte[] resource = new Wire().bytes(1, attribute).done();
    byte[] first = new Wire().bytes(1, new Wire().bytes(1, resource).done()).done();
    byte[] sound = OtlpMaker.sound().bytes();
    byte[] both = Arrays.copyOf(first, first.length + sound.length);
    System.arraycopy(sound, 0, both, first.length, sound.length);
    return both;
  }

  /** Sends a request by some way of OTLP, compressed or not. */
  private Shot maybeGzip(OtlpMaker maker) {
    if (random.nextInt(4) == 0) {
      return Shot.of(Door.OTLP_JSON, jsonOf(maker));
    }
    byte[] body = maker.bytes();
    Shot shot = Shot.of(one(OTLP), body);
    return switch (random.nextInt(3)) {
      case 0 -> shot.encoded("gzip", Squeeze.gzip(body));
      case 1 -> shot.encoded("zstd", Squeeze.zstd(body));
      default -> shot;
    };
  }

  static byte[] jsonOf(OtlpMaker maker) {
    try {
      return JsonFormat.printer()
          .omittingInsignificantWhitespace()
          .print(maker.request())
          .getBytes(StandardCharsets.UTF_8);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private OtlpMaker dictionary() {
    OtlpMaker maker = OtlpMaker.sound();
    int steps = steps(MANY);
    int kind = random.nextInt(5);
    for (int i = 0; i < steps; i++) {
      switch (kind) {
        case 0 -> maker.dictionary().addStringTable("");
        case 1 -> maker.dictionary().addStringTable("f" + i);
        case 2 -> maker.dictionary().addLocationTableBuilder();
        case 3 -> maker.dictionary().addStackTableBuilder().addLocationIndices(1);
        default -> OtlpMaker.sample(maker.first()).setStackIndex(maker.stackOf(3));
      }
    }
    return maker;
  }

  private OtlpMaker amplification() {
    OtlpMaker maker = OtlpMaker.sound();
    int steps = steps(MANY);
    maker.deepen(steps);
    int kind = random.nextInt(3);
    for (int i = 0; i < steps; i++) {
      Sample.Builder sample = OtlpMaker.sample(maker.first());
      if (kind == 1) {
        sample.setLinkIndex(maker.link(i));
      } else if (kind == 2) {
        sample.addAttributeIndices(maker.attribute(5, "t" + i));
      }
    }
    return maker;
  }

  private OtlpMaker services() {
    OtlpMaker maker = OtlpMaker.sound();
    int steps = steps(MANY);
    for (int i = 0; i < steps; i++) {
      OtlpMaker.sample(maker.first()).addAttributeIndices(maker.attribute(4, "s" + i));
    }
    return maker;
  }

  private OtlpMaker attributes() {
    OtlpMaker maker = OtlpMaker.sound();
    int steps = steps(MANY);
    boolean ofResource = random.nextBoolean();
    Sample.Builder sample = OtlpMaker.sample(maker.first());
    for (int i = 0; i < steps; i++) {
      if (ofResource) {
        maker.resourceAttribute("k" + i, "v" + random.nextInt(100));
      } else {
        sample.addAttributeIndices(maker.attribute(maker.string("k" + i), "v"));
      }
    }
    return maker;
  }

  private OtlpMaker strings() {
    OtlpMaker maker = OtlpMaker.sound();
    Profile.Builder profile = maker.first();
    String text = "x".repeat(steps(12 << 20));
    switch (random.nextInt(4)) {
      case 0 -> maker.resourceAttribute("k", text);
      case 1 -> maker.resourceAttribute(text, "v");
      case 2 -> {
        int name = maker.string(text);
        for (int i = 0; i < 2_000; i++) {
          OtlpMaker.sample(profile).setStackIndex(maker.stackOf(name));
        }
      }
      default -> {
        int attribute = maker.attribute(5, text);
        for (int i = 0; i < 2_000; i++) {
          OtlpMaker.sample(profile)
              .setStackIndex(maker.stackOf(maker.string("f" + i)))
              .addAttributeIndices(attribute);
        }
      }
    }
    return maker;
  }

  private byte[] varints() {
    return switch (random.nextInt(5)) {
      case 0 -> new Wire().tag(1, 2).varint(0xFFFF_FFFFL).raw(1, 2, 3).done();
      case 1 -> new Wire().tag(1, 2).varint(-1).done();
      case 2 -> new Wire().tag(2, 0).raw(new int[steps(1000)]).raw(0x80, 0x80).done();
      case 3 -> Arrays.copyOf(OtlpMaker.sound().bytes(), 20 + random.nextInt(60));
      default -> {
        byte[] flipped = OtlpMaker.sound().bytes();
        for (int i = 0; i < 4; i++) {
          flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        yield flipped;
      }
    };
  }

  private Shot json() {
    int steps = steps(1_000_000);
    String text =
        switch (random.nextInt(6)) {
          case 0 -> "[".repeat(steps);
          case 1 -> "{\"x\":".repeat(steps);
          case 2 -> "{\"resourceProfiles\":[" + "{},".repeat(steps) + "{}]}";
          case 3 -> "{\"x\":" + "9".repeat(steps) + "}";
          case 4 -> "{\"dictionary\":{\"stringTable\":[\"\",\"" + "\\u0041".repeat(steps) + "\"]}}";
          default -> keys(steps / 2);
        };
    Door door = one(Door.OTLP_JSON, Door.PUSH_JSON);
    return Shot.of(door, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String keys(int count) {
    StringBuilder text = new StringBuilder("{\"k\":0");
    for (int i = 0; i < count; i++) {
      text.append(",\"").append(i).append("\":0");
    }
    return text.append('}').toString();
  }

  private Shot folded() {
    StringBuilder text = new StringBuilder();
    int lines = steps(MANY);
    int depth = Math.max(1, steps(1_000_000) / lines);
    for (int i = 0; i < lines; i++) {
      text.append("f".concat(Integer.toString(i)).concat(";").repeat(depth)).append("x 1\n");
      if (text.length() > 12 << 20) {
        break;
      }
    }
    Shot shot = Shot.of(Door.INGEST, text.toString().getBytes(StandardCharsets.UTF_8));
    return shot.at("/ingest?name=shop&format=folded").as("text/plain");
  }
}
