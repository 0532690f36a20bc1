package io.flaregate.gateway.config;

import io.flaregate.spi.config.Position;
import java.io.Serial;

/** A text that cannot be read on; says where and why. */
final class SyntaxException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Position position;

  SyntaxException(Position position, String message) {
    super(message);
    this.position = position;
  }

  Position position() {
    return position;
  }
}
