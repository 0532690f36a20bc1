package io.flaregate.gateway.plugins;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A plugin cannot be used; the message names it and its jar, for the operator. */
public final class PluginException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public PluginException(String message) {
    super(message);
  }

  public PluginException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
