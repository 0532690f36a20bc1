package io.flaregate.it.bombs;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.it.badinput.GatewayRig;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short stream of bombs; {@link BombsMain} sends long ones. */
final class BombsTest {
  private static final int BOMBS = 200;
  private static final long SEED = 7;
  private static final int CLIENTS = 8;

  @Test
  void aGatewayOf256MebibytesServesOthersUnderBombs(@TempDir Path directory)
      throws IOException, InterruptedException {
    try (GatewayRig rig = GatewayRig.start(directory, BombsMain.JAVA_OPTIONS)) {
      Tally tally = new Barrage(rig, SEED, BOMBS).run(CLIENTS);

      assertThat(tally.problems()).as(tally.report()).isEmpty();
      assertThat(tally.bombs()).isGreaterThanOrEqualTo(BOMBS);
      assertThat(tally.valid()).isEqualTo(22);
      assertThat(rig.process().isAlive()).isTrue();
      assertThat(BombsMain.errors(rig)).as(rig.process().output()).isZero();
    }
  }
}
