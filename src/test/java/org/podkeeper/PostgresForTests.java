package org.podkeeper;

import com.zaxxer.hikari.HikariDataSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * A database for a Spring test: {@code @Import(PostgresForTests.class)}. All tests of a JVM share one real server; every
 * application context gets an empty database of its own on it, so that contexts do not disturb each other.
 */
@TestConfiguration(proxyBeanMethods = false)
public class PostgresForTests {
    private static final int POOL_SIZE = 8;
    private static final AtomicInteger DATABASES = new AtomicInteger();

    @Bean
    JdbcConnectionDetails testDatabase() {
        return newDatabase("test_" + DATABASES.incrementAndGet());
    }

    /** An empty one. */
    static JdbcConnectionDetails newDatabase(String database) {
        PostgresForTestsServer server = PostgresForTestsServer.shared();
        server.createDatabase(database);
        return new Details(server.jdbcUrl(database), server.user(), server.password());
    }

    /** Many contexts stay cached at once, each with its pool. */
    @Bean
    static BeanPostProcessor smallPool() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String beanName) {
                if (bean instanceof HikariDataSource pool && pool.getMaximumPoolSize() < 0) {
                    pool.setMaximumPoolSize(POOL_SIZE);
                    pool.setMinimumIdle(0);
                }
                return bean;
            }
        };
    }

    private record Details(String getJdbcUrl, String getUsername, String getPassword)
            implements JdbcConnectionDetails {}
}
