package io.flaregate.distribution.demo;

import io.flaregate.spi.FlaregatePlugin;
import io.flaregate.spi.command.Command;
import java.util.List;

/** Adds the demo to the command line. */
public final class DemoPlugin implements FlaregatePlugin {

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public List<Command> commands() {
    return List.of(new DemoCommand());
  }
}
