package io.flaregate.profiles.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

  private static boolean isValid(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return Utf8.isValid(bytes, 0, bytes.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "41", "c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "f0908080", "f48fbfbf"})
  void takesTheEdgesOfUtf8(String hex) {
    assertThat(isValid(hex)).isTrue();
    assertThat(isValid("6162636465666768" + hex + "61626364656667686162")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "c0af",
        "c1bf",
        "c2",
        "c241",
        "e09fbf",
        "eda080",
        "edbfbf",
        "e282",
        "f08fbfbf",
        "f4908080",
        "f5808080",
        "ff",
        "f0908041"
      })
  void refusesWhatIsNotUtf8(String hex) {
    assertThat(isValid(hex)).isFalse();
    assertThat(isValid("6162636465666768" + hex + "61626364656667686162")).isFalse();
  }

  @Test
  void agreesWithProtobufOnRandomBytes() {
    int valid = 0;
    for (long seed = 0; seed < 50_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes =
          random
              .ints(12, 0, 0x3000)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString()
              .getBytes(UTF_8);
      if (random.nextBoolean()) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      boolean expected = ByteString.copyFrom(bytes).isValidUtf8();
      assertThat(Utf8.isValid(bytes, 0, bytes.length)).as("seed %s", seed).isEqualTo(expected);
      valid += expected ? 1 : 0;
    }
    assertThat(valid).isBetween(20_000, 45_000);
  }

  @Test
  void repairsMalformedPartsOnly() {
    byte[] bytes = HexFormat.of().parseHex("4161fffec3284262c3a4");
    byte[] repaired = Utf8.repair(bytes, 1, bytes.length);
    assertThat(new String(repaired, UTF_8)).isEqualTo("a\uFFFD\uFFFD\uFFFD(Bbä");
    assertThat(Utf8.isValid(repaired, 0, repaired.length)).isTrue();
  }
}
