package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@SpringBootTest(
        classes = {PostgresForTests.class, PostgresForTestsTest.OnlyADatabase.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE)
class PostgresForTestsTest {
    @Autowired
    JdbcClient jdbc;

    @Test
    void givesADatabaseWithEveryMigrationApplied() {
        assertThat(jdbc.sql("select count(*) from spring_session")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql("select current_database()").query(String.class).single())
                .startsWith("test_");
    }

    @Test
    void theServerIsNotInUtcSoThatAForgottenTimeZoneShows() {
        assertThat(jdbc.sql("select reset_val from pg_settings where name = 'TimeZone'")
                        .query(String.class)
                        .single())
                .isNotEqualTo("UTC");
        assertThat(jdbc.sql("select boot_val <> reset_val from pg_settings where name = 'fsync'")
                        .query(Boolean.class)
                        .single())
                .as("fsync is off in tests")
                .isTrue();
    }

    @Test
    void extensionsForExclusionConstraintsCanBeMadeWithoutASuperuser() {
        jdbc.sql("create extension if not exists btree_gist").update();
        assertThat(jdbc.sql("select rolsuper from pg_roles where rolname = current_user")
                        .query(Boolean.class)
                        .single())
                .isFalse();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        FlywayAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class
    })
    static class OnlyADatabase {}
}
