package io.flaregate.spi;

import io.flaregate.spi.command.Command;
import io.flaregate.spi.exporter.ExporterFactory;
import io.flaregate.spi.extension.ExtensionFactory;
import io.flaregate.spi.processor.ProcessorFactory;
import io.flaregate.spi.receiver.ReceiverFactory;
import java.util.List;

/**
 * What a plugin offers: factories of components and commands. The only type that a host looks up
 * with {@link java.util.ServiceLoader}.
 *
 * <p>The methods may be called more than once and must answer alike each time; they must not open
 * files, sockets or threads. Two factories of one kind and type name in one host are a start-up
 * error that names both plugins.
 */
public interface FlaregatePlugin {

  /** The version of this SPI; a plugin's jar names it in its manifest as {@code Flaregate-Spi}. */
  int SPI_VERSION = 1;

  /** A short name for messages, such as {@code otlp}. */
  String name();

  /** The receivers that this plugin offers. */
  default List<ReceiverFactory<?>> receivers() {
    return List.of();
  }

  /** The processors that this plugin offers. */
  default List<ProcessorFactory<?>> processors() {
    return List.of();
  }

  /** The exporters that this plugin offers. */
  default List<ExporterFactory<?>> exporters() {
    return List.of();
  }

  /** The extensions that this plugin offers. */
  default List<ExtensionFactory<?>> extensions() {
    return List.of();
  }

  /** The commands that this plugin adds to the command line. */
  default List<Command> commands() {
    return List.of();
  }
}
