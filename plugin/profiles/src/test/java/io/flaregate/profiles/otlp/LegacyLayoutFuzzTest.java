package io.flaregate.profiles.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.flaregate.profiles.oracle.OldLayout;
import io.flaregate.profiles.oracle.RandomRequests;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as a request that may be of the layout before OTLP 1.10: told apart without an
 * exception and without a touch, and renumbered to what an independent rewriting of the fields
 * gives.
 */
class LegacyLayoutFuzzTest {
  private static final int MAX_SEED_BYTES = 2_048;

  /** From a request down to its samples. */
  private static final int[] TO_SAMPLES = {1, 2, 2, 2};

  private static final Map<Integer, Integer> NUMBERS = Map.of(2, 4, 3, 2, 4, 3);

  static Stream<byte[]> seeds() {
    return LongStream.range(0, 40)
        .mapToObj(RandomRequests::legal)
        .flatMap(request -> Stream.of(OldLayout.of(request).toByteArray(), request.toByteArray()))
        .filter(each -> each.length > 0 && each.length <= MAX_SEED_BYTES)
        .limit(12);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m")
  void anyBytesAreLeftAloneOrRenumbered(byte[] body) throws Exception {
    byte[] copy = body.clone();
    boolean matches = LegacyLayout.matches(copy, copy.length);
    assertThat(copy).isEqualTo(body);
    if (!matches) {
      return;
    }
    LegacyLayout.renumber(copy, copy.length);
    assertThat(fields(copy, Map.of())).isEqualTo(fields(body, NUMBERS));
  }

  /** The fields of a request in an order of their own, those of samples renumbered. */
  private static UnknownFieldSet fields(byte[] body, Map<Integer, Integer> numbers)
      throws InvalidProtocolBufferException {
    return at(UnknownFieldSet.parseFrom(body), 0, numbers);
  }

  private static UnknownFieldSet at(
      UnknownFieldSet message, int depth, Map<Integer, Integer> numbers)
      throws InvalidProtocolBufferException {
    if (depth == TO_SAMPLES.length) {
      UnknownFieldSet.Builder sample = UnknownFieldSet.newBuilder();
      message
          .asMap()
          .forEach((number, field) -> sample.addField(numbers.getOrDefault(number, number), field));
      return sample.build();
    }
    int number = TO_SAMPLES[depth];
    if (!message.hasField(number)) {
      return message;
    }
    UnknownFieldSet.Field field = message.getField(number);
    UnknownFieldSet.Field.Builder changed = UnknownFieldSet.Field.newBuilder();
    field.getVarintList().forEach(changed::addVarint);
    field.getFixed32List().forEach(changed::addFixed32);
    field.getFixed64List().forEach(changed::addFixed64);
    field.getGroupList().forEach(changed::addGroup);
    for (ByteString each : field.getLengthDelimitedList()) {
      changed.addLengthDelimited(
          at(UnknownFieldSet.parseFrom(each), depth + 1, numbers).toByteString());
    }
    return UnknownFieldSet.newBuilder(message).addField(number, changed.build()).build();
  }
}
