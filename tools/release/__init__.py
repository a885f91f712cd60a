"""What a release consists of besides the packages: notices, a bill of materials, checksums."""
