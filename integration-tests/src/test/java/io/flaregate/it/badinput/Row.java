package io.flaregate.it.badinput;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.flaregate.spi.consumer.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A line of the table: one input, the doors that it goes through, and what is due there.
 *
 * @param id its number in the list of bad inputs: {@code B13}
 * @param what the input
 * @param verdict the answer
 * @param message what the answer says, a part of it; empty: nothing particular
 * @param reason the reason that {@code pyroscope_discarded_samples_total} counts, or several of
 *     which one may be, with bars between; empty: it does not move
 * @param isEmpty whether it is taken although it holds nothing to push
 * @param shots makes the requests
 */
record Row(
    String id,
    String what,
    Verdict verdict,
    String message,
    String reason,
    boolean isEmpty,
    Supplier<List<Shot>> shots) {
  static final List<Door> OTLP = List.of(Door.OTLP_GRPC, Door.OTLP_HTTP, Door.OTLP_JSON);
  static final List<Door> OTLP_PROTOBUF = List.of(Door.OTLP_GRPC, Door.OTLP_HTTP);
  static final List<Door> PUSH_PROTOBUF = List.of(Door.PUSH_CONNECT, Door.PUSH_GRPC);
  static final List<Door> PROTOBUF =
      List.of(Door.OTLP_GRPC, Door.OTLP_HTTP, Door.PUSH_CONNECT, Door.PUSH_GRPC);

  /** A row without requests yet, whose answer says nothing particular. */
  static Row of(String id, String what, Verdict verdict) {
    String reason = verdict == Verdict.TOO_LARGE ? Reason.BODY_SIZE_LIMIT_EXCEEDED.label() : "";
    return new Row(id, what, verdict, "", reason, false, List::of);
  }

  /** The same with a part of the message. */
  Row says(String part) {
    return new Row(id, what, verdict, part, reason, isEmpty, shots);
  }

  /** The same with the reason that is counted. */
  Row counts(String label) {
    return new Row(id, what, verdict, message, label, isEmpty, shots);
  }

  /** The same, but nothing is pushed. */
  Row empty() {
    return new Row(id, what, verdict, message, reason, true, shots);
  }

  private Row shoot(Supplier<List<Shot>> made) {
    return new Row(id, what, verdict, message, reason, isEmpty, made);
  }

  /** Sends an OTLP request in every way of OTLP. */
  Row otlp(Supplier<OtlpMaker> maker) {
    return otlp(maker, shot -> shot);
  }

  /** Sends an OTLP request in every way of OTLP, each request changed. */
  Row otlp(Supplier<OtlpMaker> maker, UnaryOperator<Shot> change) {
    return shoot(
        () -> {
          OtlpMaker made = maker.get();
          return OTLP.stream()
              .map(door -> Shot.of(door, door == Door.OTLP_JSON ? json(made) : made.bytes()))
              .map(change)
              .toList();
        });
  }

  private static byte[] json(OtlpMaker maker) {
    try {
      return JsonFormat.printer()
          .omittingInsignificantWhitespace()
          .print(maker.request())
          .getBytes(StandardCharsets.UTF_8);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a pprof in every way of a push, and through {@code /ingest}. */
  Row pprof(Supplier<byte[]> pprof) {
    return shoot(
        () -> {
          List<byte[]> one = List.of(pprof.get());
          byte[] push = PushMaker.push(PushMaker.LABELS, one);
          return List.of(
              Shot.of(Door.PUSH_CONNECT, push),
              Shot.of(Door.PUSH_GRPC, push),
              Shot.of(Door.PUSH_JSON, PushMaker.json(PushMaker.LABELS, one)),
              Shot.of(Door.INGEST, one.get(0)));
        });
  }

  /** Sends bytes as they are. */
  Row bytes(List<Door> doors, Supplier<byte[]> body) {
    return bytes(doors, body, shot -> shot);
  }

  /** Sends bytes as they are, each request changed. */
  Row bytes(List<Door> doors, Supplier<byte[]> body, UnaryOperator<Shot> change) {
    return shoot(
        () -> {
          byte[] made = body.get();
          return doors.stream().map(door -> change.apply(Shot.of(door, made))).toList();
        });
  }

  /** Sends text as it is. */
  Row text(Door door, Supplier<String> body) {
    return bytes(List.of(door), () -> body.get().getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a sound request through doors, each changed. */
  Row sound(UnaryOperator<Shot> change, Door... doors) {
    return shoot(() -> Arrays.stream(doors).map(Row::sound).map(change).toList());
  }

  /** What a door takes. */
  static Shot sound(Door door) {
    List<byte[]> pprofs = List.of(PushMaker.pprof());
    return switch (door) {
      case OTLP_GRPC, OTLP_HTTP -> Shot.of(door, OtlpMaker.sound().bytes());
      case OTLP_JSON -> Shot.of(door, json(OtlpMaker.sound()));
      case PUSH_CONNECT, PUSH_GRPC -> Shot.of(door, PushMaker.push(PushMaker.LABELS, pprofs));
      case PUSH_JSON -> Shot.of(door, PushMaker.json(PushMaker.LABELS, pprofs));
      case INGEST -> Shot.of(door, PushMaker.pprof());
    };
  }

  @Override
  public String toString() {
    return id + " " + what;
  }
}
