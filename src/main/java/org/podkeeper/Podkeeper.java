package org.podkeeper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The portal: one process that serves the pages and drives the KVM hosts. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Podkeeper {
    public static void main(String[] args) {
        SpringApplication.run(Podkeeper.class, args);
    }
}
