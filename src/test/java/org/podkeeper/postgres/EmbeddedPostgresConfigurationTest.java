package org.podkeeper.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class EmbeddedPostgresConfigurationTest {
    @TempDir
    Path directory;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(EmbeddedPostgresConfiguration.class, DataSourceAutoConfiguration.class));

    @Test
    void startsTheEmbeddedServerInTheDataDirectoryWhenNoOtherIsConfigured() {
        runner.withPropertyValues("podkeeper.data-directory=" + directory).run(context -> {
            assertThat(context).hasSingleBean(PostgresServer.class);
            assertThat(directory.resolve("postgres/data")).isDirectory();
            try (var connection = context.getBean(DataSource.class).getConnection()) {
                assertThat(connection.getCatalog()).isEqualTo("podkeeper");
            }
        });
    }

    @Test
    void leavesAnExternalServerAlone() {
        runner.withPropertyValues(
                        "podkeeper.data-directory=" + directory,
                        "spring.datasource.url=jdbc:postgresql://db.example.org/podkeeper")
                .run(context -> {
                    assertThat(context).doesNotHaveBean(PostgresServer.class);
                    assertThat(context.getBean(JdbcConnectionDetails.class).getJdbcUrl())
                            .contains("db.example.org");
                    assertThat(directory).isEmptyDirectory();
                });
    }

    @Test
    void takesNoPartWhenTheConnectionComesFromElsewhere() {
        var elsewhere = new Elsewhere("jdbc:postgresql://127.0.0.1:1/x", "x", "x");
        runner.withPropertyValues("podkeeper.data-directory=" + directory)
                .withBean(JdbcConnectionDetails.class, () -> elsewhere)
                .run(context -> assertThat(context).doesNotHaveBean(PostgresServer.class));
    }

    private record Elsewhere(String getJdbcUrl, String getUsername, String getPassword)
            implements JdbcConnectionDetails {}
}
