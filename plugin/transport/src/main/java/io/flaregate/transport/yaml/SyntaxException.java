package io.flaregate.transport.yaml;

import io.flaregate.spi.config.Position;
import java.io.Serial;

/** A text that cannot be read on; says where and why. */
public final class SyntaxException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Position position;

  /**
   * A text that cannot be read on.
   *
   * @param message why, for the operator
   */
  public SyntaxException(Position position, String message) {
    super(message);
    this.position = position;
  }

  /** Where it stands; line 0 if that is nowhere in particular. */
  public Position position() {
    return position;
  }
}
