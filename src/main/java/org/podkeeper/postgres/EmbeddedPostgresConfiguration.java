package org.podkeeper.postgres;

import org.podkeeper.kernel.PodkeeperSettings;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** Without {@code spring.datasource.url} the portal brings its own server; with it, nothing here takes part. */
@AutoConfiguration(before = DataSourceAutoConfiguration.class)
@Conditional(EmbeddedPostgresConfiguration.NoOtherServer.class)
@ConditionalOnMissingBean(JdbcConnectionDetails.class)
@EnableConfigurationProperties(PodkeeperSettings.class)
class EmbeddedPostgresConfiguration {
    /** Closed after the connection pool, which depends on it. */
    @Bean(destroyMethod = "close")
    PostgresServer embeddedPostgres(PodkeeperSettings settings) {
        return PostgresServer.start(PostgresOptions.in(settings.dataDirectory().resolve("postgres")));
    }

    @Bean
    JdbcConnectionDetails embeddedPostgresConnection(PostgresServer server) {
        return new ServerConnection(server.jdbcUrl(PostgresServer.USER), PostgresServer.USER, server.password());
    }

    private record ServerConnection(String getJdbcUrl, String getUsername, String getPassword)
            implements JdbcConnectionDetails {}

    static class NoOtherServer extends SpringBootCondition {
        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            boolean configured = StringUtils.hasText(context.getEnvironment().getProperty("spring.datasource.url"));
            ConditionMessage message = ConditionMessage.of(
                    configured ? "spring.datasource.url names a server" : "spring.datasource.url is not set");
            return new ConditionOutcome(!configured, message);
        }
    }
}
